#!/usr/bin/env node
import { Command } from 'commander'
import { demoCommand } from './cli/demo.ts'
import { exitOnWrongUsage } from './cli/exit-codes.ts'
import { gateCommand } from './cli/gate.ts'

await exitOnWrongUsage(new Command('budgeteer'))
  .description('An error-budget bot for Slack')
  .addCommand(demoCommand())
  .addCommand(gateCommand())
  .parseAsync()

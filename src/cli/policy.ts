import { Command } from 'commander'
import { exitOnWrongUsage } from './terminal/exit-codes.ts'
import { policyDecideCommand } from './policy-decide.ts'
import { policyTableCommand } from './policy-table.ts'
import { policyTestCommand } from './policy-test.ts'

/** `budgeteer policy`: what a policy says, without a bot, a store or a service. */
export const policyCommand = (): Command =>
  exitOnWrongUsage(new Command('policy'))
    .description('Show, ask and test an error budget policy')
    .addCommand(policyTableCommand())
    .addCommand(policyDecideCommand())
    .addCommand(policyTestCommand())

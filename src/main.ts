#!/usr/bin/env node
import { Command } from 'commander'
import { auditCommand } from './cli/audit.ts'
import { checkCommand } from './cli/check.ts'
import { demoCommand } from './cli/demo.ts'
import { doctorCommand } from './cli/doctor.ts'
import { exceptionCommand } from './cli/exception.ts'
import { EXIT, exitOnWrongUsage } from './cli/exit-codes.ts'
import { gateCommand } from './cli/gate.ts'
import { manifestCommand } from './cli/manifest.ts'
import { policyCommand } from './cli/policy.ts'
import { startCommand } from './cli/start.ts'
import { statusCommand } from './cli/status.ts'

const program = exitOnWrongUsage(new Command('budgeteer'))
  .description('An error-budget bot for Slack: budgets, freezes, approvals, and the gate of CI/CD')
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(checkCommand())
  .addCommand(gateCommand())
  .addCommand(doctorCommand())
  .addCommand(statusCommand())
  .addCommand(policyCommand())
  .addCommand(auditCommand())
  .addCommand(exceptionCommand())
  .addCommand(manifestCommand())

const FOR_PEOPLE = new Set([
  'ConfigurationError',
  'CorruptRowError',
  'SlackSetupError',
  'StoreBusyError',
  'StoreOpenError',
  'TokenRefusedError',
])

// The clock's sleeps keep no process alive; a command under way does.
const underWay = setInterval(() => undefined, 60_000)
try {
  await program.parseAsync()
} catch (error) {
  // What a person can mend is told in a sentence; a stack is for what nobody foresaw.
  console.error(error instanceof Error && isExpected(error) ? error.message : error)
  // A bot that came up in part still holds connections: nothing waits for them.
  process.exit(EXIT.error)
} finally {
  clearInterval(underWay)
}

/** Our own errors for people, and the system's: a port that is taken, a file that may not be read. */
function isExpected(error: Error): boolean {
  return FOR_PEOPLE.has(error.name) || ('code' in error && 'syscall' in error)
}

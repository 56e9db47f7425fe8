import { Command } from 'commander'
import { auditCommand } from './audit.ts'
import { budgetCommand } from './budget.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { exceptionCommand } from './exception.ts'
import { EXIT, exitOnWrongUsage } from './terminal/exit-codes.ts'
import { gateCommand } from './gate.ts'
import { importCommand } from './import.ts'
import { manifestCommand } from './manifest.ts'
import { policyCommand } from './policy.ts'
import { rulesCommand } from './rules.ts'
import { startCommand } from './start.ts'
import { statusCommand } from './status.ts'

const program = exitOnWrongUsage(new Command('budgeteer'))
  .description('An error-budget bot for Slack: budgets, freezes, approvals, and the gate of CI/CD')
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(checkCommand())
  .addCommand(gateCommand())
  .addCommand(doctorCommand())
  .addCommand(statusCommand())
  .addCommand(policyCommand())
  .addCommand(budgetCommand())
  .addCommand(rulesCommand())
  .addCommand(auditCommand())
  .addCommand(exceptionCommand())
  .addCommand(importCommand())
  .addCommand(manifestCommand())

const FOR_PEOPLE = new Set([
  'ConfigurationError',
  'CorruptRowError',
  'SlackSetupError',
  'StoreBusyError',
  'StoreOpenError',
  'TokenRefusedError',
])

/** Runs the command that the command line names. */
export async function runProgram(): Promise<void> {
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
}

/** Our own errors for people, and the system's: a port that is taken, a file that may not be read. */
function isExpected(error: Error): boolean {
  return FOR_PEOPLE.has(error.name) || ('code' in error && 'syscall' in error)
}

import { budgetStatus } from './budget-status.ts'
import { helpFor } from './help.ts'
import type { Subcommand } from './subcommand.ts'

/** Everything that can be typed, in the order of the help. A new subcommand is one file and one line here. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  budgetStatus,
  helpFor('/budget', () => SUBCOMMANDS),
  helpFor('/deploy', () => SUBCOMMANDS),
]

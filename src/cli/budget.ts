import { Command, Option } from 'commander'
import { type Objective, parseObjective } from '../core/budgets/objective.ts'
import { objectiveFault, promiseAboveAim } from '../config/services/service-problems.ts'
import type { SloWindow } from '../core/budgets/slo-window.ts'
import { BURN_TABLES, type BurnTableName } from '../core/budgets/burn-tables.ts'
import { sloWindow, windowOf } from '../config/services/window-shape.ts'
import { EXIT, exitOnWrongUsage } from './terminal/exit-codes.ts'
import { allowanceJson, allowanceText } from './budget-text.ts'

interface BudgetOptions {
  readonly window: string
  readonly sla?: string
  readonly burnAlerts: BurnTableName
  readonly json?: true
}

const HELP = `
Worked out from the objective alone: no configuration is read and nobody is asked.

Exit codes: 0 good, 2 wrong usage.

Examples:
  budgeteer budget 99.5
  budgeteer budget 99.95 --sla 99.9
  budgeteer budget 99.9 --window quarter --json`

/** `budgeteer budget <objective>`: what an objective allows. */
export function budgetCommand(): Command {
  return exitOnWrongUsage(new Command('budget'))
    .description(
      'Print what an objective allows: for how long everything may fail, and when burn alerts fire',
    )
    .argument('<objective>', 'in percent, such as 99.5')
    .option('--window <window>', 'a rolling window such as 30d, or week, month, quarter, year', '30d')
    .option('--sla <percent>', 'what customers were promised, for the headroom')
    .addOption(
      new Option('--burn-alerts <table>', 'the burn alerts’ table').choices(BURN_TABLES).default('workbook'),
    )
    .option('--json', 'answer with JSON')
    .addHelpText('after', HELP)
    .action((objective: string, options: BudgetOptions) => {
      process.exitCode = run(objective, options)
    })
}

function run(typed: string, options: BudgetOptions): number {
  const objective = objectiveOf(typed)
  const agreement = options.sla === undefined ? null : objectiveOf(options.sla)
  const window = windowOfText(options.window)
  const faults = [
    ...(typeof objective === 'string' ? [`objective: ${objective}`] : []),
    ...(typeof agreement === 'string' ? [`--sla: ${agreement}`] : []),
    ...(typeof window === 'string' ? [`--window: ${window}`] : []),
  ]
  if (typeof objective === 'string' || typeof agreement === 'string' || typeof window === 'string')
    return refused(faults)
  if (agreement !== null && agreement.errorBudgetRatio < objective.errorBudgetRatio)
    return refused([`--sla: ${promiseAboveAim(agreement.percent, objective.percent)}`])
  const asked = { objective, agreement, window, table: options.burnAlerts }
  console.log(options.json ? JSON.stringify(allowanceJson(asked), null, 2) : allowanceText(asked))
  return EXIT.good
}

function refused(faults: readonly string[]): number {
  for (const fault of faults) console.error(`error: ${fault}`)
  return EXIT.usage
}

/** What is wrong with it, as a text. A percent sign may stand behind it. */
function objectiveOf(typed: string): Objective | string {
  const digits = typed.trim().replace(/%$/, '')
  const fault = objectiveFault(digits, Number(digits))
  return fault ?? parseObjective(digits) ?? `found ${typed}`
}

function windowOfText(typed: string): SloWindow | string {
  const read = sloWindow.safeParse(typed)
  return read.success
    ? windowOf(read.data, 'UTC')
    : `found ${typed}; allowed: a rolling window such as 30d, or week, month, quarter or year`
}

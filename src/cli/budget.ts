import { type Command, Option } from 'commander'
import { type Allowance, allowance, type RuleAllowance, ruleAllowances } from '../core/budgets/allowance.ts'
import { type Objective, parseObjective } from '../core/budgets/objective.ts'
import { objectiveFault, promiseAboveAim } from '../config/services/service-problems.ts'
import { sharePercentText } from '../core/budgets/percent.ts'
import { type SloWindow, windowText } from '../core/budgets/slo-window.ts'
import { outageText } from '../core/status/slo-words.ts'
import { DAY_MS, formatDuration, HOUR_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import {
  BURN_TABLES,
  type BurnTable,
  type BurnTableName,
  usualLengthMs,
} from '../core/budgets/burn-tables.ts'
import { sloWindow, windowOf } from '../config/services/window-shape.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { tableText } from './terminal/table-text.ts'

interface BudgetOptions {
  readonly window: string
  readonly sla?: string
  readonly burnAlerts: BurnTableName
  readonly json?: true
}

const HELP: HelpPage = {
  about: ['Works from the objective alone: it reads no configuration and asks no server.'],
  exits: { 0: 'good' },
  examples: [
    'budgeteer budget 99.5',
    'budgeteer budget 99.95 --sla 99.9',
    'budgeteer budget 99.9 --window quarter --json',
  ],
}

/** `budgeteer budget <objective>`: what an objective allows. */
export const budgetCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .argument('<objective>', 'in percent, such as 99.5')
    .option('--window <window>', 'a rolling window such as 30d, or week, month, quarter, year', '30d')
    .option('--sla <percent>', 'what customers were promised, for the headroom')
    .addOption(
      new Option('--burn-alerts <table>', 'the burn alerts’ table').choices(BURN_TABLES).default('workbook'),
    )
    .option('--json', 'answer with JSON')
    .action((objective: string, options: BudgetOptions) => {
      process.exitCode = run(objective, options)
    })

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
  for (const fault of faults) complain(`error: ${fault}`)
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

interface AskedAllowance {
  readonly objective: Objective
  readonly agreement: Objective | null
  readonly window: SloWindow
  readonly table: BurnTable
}

/** What an objective allows, for people. */
function allowanceText(asked: AskedAllowance): string {
  const { objective, agreement, window, table } = asked
  const rules = ruleAllowances(table, window, objective)
  return [
    `${objective.percent}% over ${windowText(window)} leaves an error budget of ${percentOf(objective)}.`,
    '',
    ...downtimeLines(asked),
    ...(agreement === null
      ? []
      : ['', `Headroom between SLA and objective: ${minutes(headroomMs(asked, agreement))} in the window.`]),
    '',
    ...(rules.length === 0 ? ['No burn alert can fire.'] : ['Burn alerts:', ...ruleLines(rules)]),
  ].join('\n')
}

function downtimeLines({ objective, agreement, window }: AskedAllowance): readonly string[] {
  const columns = [objective, ...(agreement === null ? [] : [agreement])].map((one) => allowance(one, window))
  const row = (name: string, of: (one: Allowance) => number): string[] => [
    name,
    ...columns.map((one) => minutes(of(one))),
  ]
  const table = [
    [
      'EVERYTHING MAY FAIL',
      `OBJECTIVE ${objective.percent}%`,
      ...(agreement ? [`SLA ${agreement.percent}%`] : []),
    ],
    row('a day', ({ perDayMs }) => perDayMs),
    row(windowName(window), ({ perWindowMs }) => perWindowMs),
    row('a year (365d)', ({ perYearMs }) => perYearMs),
  ]
  return tableText(table, { headed: true })
}

const windowName = (window: SloWindow): string =>
  window.kind === 'rolling'
    ? windowText(window)
    : `a ${windowText(window)} (${formatDuration(usualLengthMs(window))})`

const ruleLines = (rules: readonly RuleAllowance[]): readonly string[] => {
  const table = [
    ['RULE', 'SEVERITY', 'OVER', 'BURN RATE ABOVE', 'SPENT BY THEN', 'A FRESH BUDGET LASTS'],
    ...rules.map(({ name, severity, longMs, shortMs, factor, spentRatio, exhaustsInMs }) => [
      name,
      severity,
      [longMs, ...(shortMs === null ? [] : [shortMs])].map(formatDuration).join(' and '),
      String(Number(factor.toPrecision(4))),
      sharePercentText(spentRatio),
      lasts(exhaustsInMs),
    ]),
  ]
  return tableText(table, { headed: true })
}

/** `2.08 days`; `50 h` within two days. */
const lasts = (ms: number): string =>
  ms >= 2 * DAY_MS ? `${Number((ms / DAY_MS).toFixed(2))} days` : `${Number((ms / HOUR_MS).toFixed(1))} h`

const minutes = (ms: number): string => outageText(ms / SECOND_MS)

const percentOf = ({ errorBudgetRatio }: Objective): string =>
  `${Number((errorBudgetRatio * 100).toPrecision(12))}%`

const headroomMs = ({ objective, window }: AskedAllowance, agreement: Objective): number =>
  allowance(agreement, window).perWindowMs - allowance(objective, window).perWindowMs

/** The same for scripts; lengths in seconds. */
function allowanceJson(asked: AskedAllowance): object {
  const { objective, agreement, window, table } = asked
  return {
    objective: Number(objective.percent),
    errorBudgetRatio: objective.errorBudgetRatio,
    window: windowText(window),
    windowSeconds: usualLengthMs(window) / SECOND_MS,
    allowedSeconds: inSeconds(allowance(objective, window)),
    ...(agreement && {
      agreement: {
        objective: Number(agreement.percent),
        allowedSeconds: inSeconds(allowance(agreement, window)),
        headroomSeconds: seconds(headroomMs(asked, agreement)),
      },
    }),
    burnAlerts: ruleAllowances(table, window, objective).map((rule) => ({
      rule: rule.name,
      severity: rule.severity,
      over: formatDuration(rule.longMs),
      and: rule.shortMs === null ? null : formatDuration(rule.shortMs),
      factor: rule.factor,
      spentRatio: rule.spentRatio,
      exhaustsInSeconds: seconds(rule.exhaustsInMs),
    })),
  }
}

const inSeconds = ({ perDayMs, perWindowMs, perYearMs }: Allowance): object => ({
  day: seconds(perDayMs),
  window: seconds(perWindowMs),
  year: seconds(perYearMs),
})

const seconds = (ms: number): number => Math.round(ms) / SECOND_MS

import { type Allowance, allowance, type RuleAllowance, ruleAllowances } from '../core/budgets/allowance.ts'
import { type BurnTable, usualLengthMs } from '../core/budgets/burn-tables.ts'
import type { Objective } from '../core/budgets/objective.ts'
import { sharePercentText } from '../core/budgets/percent.ts'
import { type SloWindow, windowText } from '../core/budgets/slo-window.ts'
import { outageText } from '../core/status/slo-words.ts'
import { DAY_MS, formatDuration, HOUR_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { tableText } from './terminal/table-text.ts'

export interface AskedAllowance {
  readonly objective: Objective
  readonly agreement: Objective | null
  readonly window: SloWindow
  readonly table: BurnTable
}

/** What an objective allows, for people. */
export function allowanceText(asked: AskedAllowance): string {
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
  return tableText([
    [
      'EVERYTHING MAY FAIL',
      `OBJECTIVE ${objective.percent}%`,
      ...(agreement ? [`SLA ${agreement.percent}%`] : []),
    ],
    row('a day', ({ perDayMs }) => perDayMs),
    row(windowName(window), ({ perWindowMs }) => perWindowMs),
    row('a year (365d)', ({ perYearMs }) => perYearMs),
  ])
}

const windowName = (window: SloWindow): string =>
  window.kind === 'rolling'
    ? windowText(window)
    : `a ${windowText(window)} (${formatDuration(usualLengthMs(window))})`

const ruleLines = (rules: readonly RuleAllowance[]): readonly string[] =>
  tableText([
    ['RULE', 'SEVERITY', 'OVER', 'BURN RATE ABOVE', 'SPENT BY THEN', 'A FRESH BUDGET LASTS'],
    ...rules.map(({ name, severity, longMs, shortMs, factor, spentRatio, exhaustsInMs }) => [
      name,
      severity,
      [longMs, ...(shortMs === null ? [] : [shortMs])].map(formatDuration).join(' and '),
      String(Number(factor.toPrecision(4))),
      sharePercentText(spentRatio),
      lasts(exhaustsInMs),
    ]),
  ])

/** `2.08 days`; `50 h` within two days. */
const lasts = (ms: number): string =>
  ms >= 2 * DAY_MS ? `${Number((ms / DAY_MS).toFixed(2))} days` : `${Number((ms / HOUR_MS).toFixed(1))} h`

const minutes = (ms: number): string => outageText(ms / SECOND_MS)

const percentOf = ({ errorBudgetRatio }: Objective): string =>
  `${Number((errorBudgetRatio * 100).toPrecision(12))}%`

const headroomMs = ({ objective, window }: AskedAllowance, agreement: Objective): number =>
  allowance(agreement, window).perWindowMs - allowance(objective, window).perWindowMs

/** The same for scripts; lengths in seconds. */
export function allowanceJson(asked: AskedAllowance): object {
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

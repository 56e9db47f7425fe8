import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { promqlString } from '../../../core/budgets/selector.ts'

/*
 * The series that recording rules of SLOs write: Sloth's, under whose names `budgeteer rules` writes too, and Pyrra's.
 */

/** Followed by the lookback: `slo:sli_error:ratio_rate5m`. An error ratio, 0 to 1. */
export const SLI_ERROR = 'slo:sli_error:ratio_rate'
/** The shortest lookback that is recorded: the first to end when there is no more data. */
export const SHORTEST_RECORDED = `${SLI_ERROR}5m`
export const SLOTH_INFO = 'sloth_slo_info'
export const SLOTH_OBJECTIVE = 'slo:objective:ratio'
export const SLOTH_PERIOD = 'slo:time_period:days'
export const PYRRA_OBJECTIVE = 'pyrra_objective'
/** In seconds. */
export const PYRRA_WINDOW = 'pyrra_window'
/** The success ratio over the objective's own window. */
export const PYRRA_AVAILABILITY = 'pyrra_availability'

/** What `sloth_version` begins with where our own rules wrote the series. */
export const OWN_VERSION = 'budgeteer'

/** The forms in which rules may write a lookback: `28d` as we do, `4w` as Prometheus itself does. */
export const lookbackNames = (lookbackMs: number): readonly string[] => [
  ...new Set([formatDuration(lookbackMs), prometheusDuration(lookbackMs)]),
]

const UNITS = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
  ['ms', 1],
] as const

/** As Prometheus prints a duration: whole years or weeks alone, else each unit in turn (`1h30m`). */
export function prometheusDuration(ms: number): string {
  if (ms > 0 && ms % (365 * DAY_MS) === 0) return `${ms / (365 * DAY_MS)}y`
  if (ms > 0 && ms % (7 * DAY_MS) === 0) return `${ms / (7 * DAY_MS)}w`
  let left = ms
  let text = ''
  for (const [unit, size] of UNITS) {
    if (left >= size) text += `${Math.floor(left / size)}${unit}`
    left %= size
  }
  return text
}

/** The success ratio of one SLO over one lookback, as an expression to ask for alone. */
export function recordedExpression(
  by: 'sloth' | 'pyrra',
  service: string,
  slo: string,
  lookbackMs: number,
  isOwnWindow: boolean,
): string {
  if (by === 'sloth') {
    const labels = `sloth_service=${promqlString(service)},sloth_slo=${promqlString(slo)}`
    const [only = '', ...others] = lookbackNames(lookbackMs).map((name) => SLI_ERROR + name)
    if (others.length === 0) return `1 - ${only}{${labels}}`
    return `1 - {__name__=~"${[only, ...others].join('|')}",${labels}}`
  }
  const label = `slo=${promqlString(slo)}`
  if (isOwnWindow) return `${PYRRA_AVAILABILITY}{${label}}`
  return `1 - {__name__=~".+:burnrate(${lookbackNames(lookbackMs).join('|')})",${label}}`
}

import { compareRatio } from '../budgets/compare.ts'
import { finePercentText, percentText, sharePercentText } from '../budgets/percent.ts'
import { moneyWords } from '../cost/money.ts'
import type { Money } from '../cost/money.ts'
import { counted } from '../kernel/counted.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import { momentWords } from '../pictures/moment-words.ts'
import { HIGH, LOW } from './recommend.ts'
import type { Tone } from './report-document.ts'
import type {
  ApprovalFigures,
  DeploymentFigures,
  FreezeFigures,
  IncidentFigures,
  PeriodCompliance,
  Reconsider,
  SloFigures,
  WayFigures,
} from './report.ts'

/** `99.934%`: three digits, and more where fewer would put it on the other side of the objective. */
export const availabilityText = (ratio: number, objective: string): string =>
  finePercentText(ratio, [Number(objective) / 100], 3)

/** `-12.5%`: two digits, never on the other side of a threshold of the recommendations. */
export const budgetText = (ratio: number): string => finePercentText(ratio, [LOW, HIGH], 2)

/** A millionth of a minute is noise. */
const MOST_DIGITS = 6

/** `43.2 minutes`, as the ML platform's report has it: two digits, more where they would be nothing, and never a zero with a minus. */
export const minutesText = (ms: number): string => {
  const shown = (digits: number): number => Number((ms / MINUTE_MS).toFixed(digits)) + 0
  let digits = 2
  while (shown(digits) === 0 && digits < MOST_DIGITS) digits += 1
  return `${shown(digits).toLocaleString('en-US', { maximumFractionDigits: digits })} ${shown(digits) === 1 ? 'minute' : 'minutes'}`
}

/** Rounded to what people say: `40 s`, `12 min`, `3.5 h`, `2.1 d`. */
export function lengthText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`
  return ms < 2 * DAY_MS ? `${tenth(ms / HOUR_MS)} h` : `${tenth(ms / DAY_MS)} d`
}

const tenth = (number: number): number => Math.round(number * 10) / 10

/** `✓ MEETING SLO`, `✗ VIOLATING SLO`. */
export const complianceText = ({ isMet }: Pick<PeriodCompliance, 'isMet'>): string =>
  isMet ? '✓ MEETING SLO' : '✗ VIOLATING SLO'

export const complianceTone = ({ figures }: Pick<SloFigures, 'figures'>): Tone => {
  if (figures.kind === 'missing') return 'unknown'
  return figures.isMet ? 'good' : 'bad'
}

/** What is left is good only where the recommendations do not call it low, however well the objective was met. */
export const remainingTone = ({ figures }: Pick<SloFigures, 'figures'>): Tone => {
  const tone = complianceTone({ figures })
  const isLow = figures.kind === 'measured' && compareRatio(figures.remainingRatio, LOW) < 0
  return tone === 'good' && isLow ? 'plain' : tone
}

/** Why there is no figure: `no data: nothing was pushed in that time`. */
export const missingText = ({
  reason,
  detail,
}: {
  readonly reason: string
  readonly detail: string
}): string => {
  const why = reason.replaceAll('_', ' ')
  return detail === '' ? why : `${why}: ${detail}`
}

/** What a reader must know of how it was measured; empty where nothing is to be said. */
export function measuredWords(
  { over, dataFrom, dataUntil, excludedMs, warning }: PeriodCompliance,
  window: string,
  timeZone: string,
): readonly string[] {
  return [
    ...(over === 'window' ? [`over its own window of ${window}, as it was at the end of the period`] : []),
    ...(dataFrom === null
      ? []
      : [`measured from ${momentWords(dataFrom, timeZone)} on: there is no older data`]),
    ...(dataUntil === null
      ? []
      : [`measured up to ${momentWords(dataUntil, timeZone)}: the data stopped then`]),
    ...(excludedMs === 0 ? [] : [`without ${lengthText(excludedMs)} of maintenance`]),
    ...(warning === null ? [] : [warning]),
  ]
}

/** `2 incidents, 45 min, 12% of the budgets`. */
export function incidentsText({ count, lastedMs, costRatio }: IncidentFigures): string {
  if (count === 0) return 'none'
  const cost = costRatio === null ? '' : `, ${sharePercentText(costRatio)} of budget`
  return `${counted(count, 'incident')}, ${lengthText(lastedMs)}${cost}`
}

export function waysText({ overrides, exceptions, silverBullets }: WayFigures): string {
  const told = [
    ...(overrides === 0 ? [] : [counted(overrides, 'override')]),
    ...(exceptions === 0 ? [] : [counted(exceptions, 'exception')]),
    ...(silverBullets === 0 ? [] : [counted(silverBullets, 'silver bullet')]),
  ]
  return told.length === 0 ? 'none' : listInWords(told)
}

/** `12 deployments, 1 failed, 1 rolled back, 2 unreported, 3% of budget spent meanwhile`. */
export function deploymentsText({ count, byState, costRatio }: DeploymentFigures): string {
  if (count === 0) return 'none'
  const going = byState.running + byState.held
  return [
    counted(count, 'deployment'),
    ...(byState.failed === 0 ? [] : [`${byState.failed} failed`]),
    ...(byState.rolled_back === 0 ? [] : [`${byState.rolled_back} rolled back`]),
    ...(going === 0 ? [] : [`${going} still under way`]),
    ...(byState.unreported === 0 ? [] : [`${byState.unreported} unreported`]),
    ...(costRatio === null ? [] : [`${sharePercentText(costRatio)} of budget spent meanwhile`]),
  ].join(', ')
}

/** `4 approved, median 12 min, 90% within 3.5 h`. */
export const approvalsText = ({ count, medianMs, p90Ms }: ApprovalFigures): string =>
  medianMs === null || p90Ms === null
    ? 'nothing was approved by people'
    : `${count} approved, median ${lengthText(medianMs)}, 90% within ${lengthText(p90Ms)}`

export const freezesText = ({ count, ms }: FreezeFigures): string =>
  count === 0 ? 'none' : `${counted(count, 'freeze')}, ${lengthText(ms)}`

export const lostText = (money: Money): string => moneyWords(money)

const STEADY = 0.005

/** `degrading, 60% → 42%`; of a budget that nobody read, that it is not known. */
export function trendText({ ownWindow: { atBegin, atEnd } }: SloFigures): string {
  if (atBegin === null || atEnd === null) return 'not known'
  const word = Math.abs(atEnd - atBegin) < STEADY ? 'steady' : atEnd > atBegin ? 'improving' : 'degrading'
  return `${word}, ${percentText(atBegin)} → ${percentText(atEnd)}`
}

export function reconsiderText(objective: string, { kind, missedRatio, days }: Reconsider): string {
  if (kind === 'too-tight')
    return `the objective of ${objective}% was never met in ${days} days: it may be too tight`
  return `the objective of ${objective}% was missed in ${sharePercentText(missedRatio)} of ${days} days: it may be too loose`
}

import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { burnFactor, type BurnRule, type BurnSeverity } from './burn-rule.ts'
import { compareRatio } from './compare.ts'
import type { Objective } from './objective.ts'
import type { SloWindow } from './slo-window.ts'

/** One rule as people write it: by its factor, or by the share of the budget that may go in the long lookback. */
export interface BurnRow {
  readonly name: string
  readonly severity: BurnSeverity
  readonly longMs: number
  readonly shortMs: number | null
  readonly threshold:
    | { readonly kind: 'factor'; readonly factor: number }
    | { readonly kind: 'share'; readonly budgetShare: number }
}

export const BURN_TABLES = ['workbook', 'fast-slow-critical'] as const
export type BurnTableName = (typeof BURN_TABLES)[number]
export type BurnTable = BurnTableName | 'off' | readonly BurnRow[]

const RUNGS = [
  { severity: 'page', longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, share: 0.02, weekFactor: 13.44 },
  { severity: 'page', longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS, share: 0.05, weekFactor: 3.5 },
  { severity: 'ticket', longMs: DAY_MS, shortMs: 2 * HOUR_MS, share: 0.1, weekFactor: 1.4 },
  { severity: 'ticket', longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, share: 0.1, weekFactor: 0.98 },
] as const

const WEEK_MS = 7 * DAY_MS
const FOUR_WEEKS_MS = 28 * DAY_MS

/**
 * The table of the SRE Workbook. Its shares are made for a month; a week's own (8, 12.5, 20, 42 %) keep its slow rules from
 * firing at a rate that the budget would last at. From 28 days on the shares hold, down to 7 days the factors go evenly from
 * one table to the other, and below that those of the week stay: what looks back on more than half of the window is left
 * out, because there the budget itself says as much.
 */
function workbookRows(windowMs: number): readonly BurnRow[] {
  return RUNGS.filter(({ longMs }) => 2 * longMs <= windowMs).map((rung) => {
    const { severity, longMs, shortMs } = rung
    const name = `${formatDuration(longMs)}-${formatDuration(shortMs)}`
    return { name, severity, longMs, shortMs, threshold: thresholdFor(rung, windowMs) }
  })
}

function thresholdFor(
  { longMs, share, weekFactor }: (typeof RUNGS)[number],
  windowMs: number,
): BurnRow['threshold'] {
  if (windowMs >= FOUR_WEEKS_MS) return { kind: 'share', budgetShare: share }
  const beyondWeek = Math.max(0, windowMs - WEEK_MS) / (FOUR_WEEKS_MS - WEEK_MS)
  const monthFactor = burnFactor(share, FOUR_WEEKS_MS, longMs)
  return { kind: 'factor', factor: weekFactor + (monthFactor - weekFactor) * beyondWeek }
}

/** Single-window rules: fast 5m 14.4, slow 1h 6, critical 1d 3 (seed 001). */
const FAST_SLOW_CRITICAL: readonly BurnRow[] = (
  [
    ['fast', 'page', 5 * MINUTE_MS, 14.4],
    ['slow', 'ticket', HOUR_MS, 6],
    ['critical', 'page', DAY_MS, 3],
  ] as const
).map(([name, severity, longMs, factor]) => ({
  name,
  severity,
  longMs,
  shortMs: null,
  threshold: { kind: 'factor', factor },
}))

const USUAL_LENGTH_MS = {
  week: WEEK_MS,
  month: 30 * DAY_MS,
  quarter: 91 * DAY_MS,
  year: 365 * DAY_MS,
} as const

/** How long a window is; of a calendar window whose length varies, how long it usually is. */
export const usualLengthMs = (window: SloWindow): number =>
  window.kind === 'rolling' ? window.lengthMs : USUAL_LENGTH_MS[window.unit]

function rowsOf(table: BurnTable, windowMs: number): readonly BurnRow[] {
  if (table === 'off') return []
  if (table === 'workbook') return workbookRows(windowMs)
  if (table === 'fast-slow-critical') return FAST_SLOW_CRITICAL
  return table
}

/** The rules of an SLO by a table, the unreachable ones included. */
export function burnRules(table: BurnTable, window: SloWindow): BurnRule[] {
  const windowMs = usualLengthMs(window)
  return rowsOf(table, windowMs).map(({ name, severity, longMs, shortMs, threshold }) => ({
    name,
    severity,
    longMs,
    shortMs,
    ...(threshold.kind === 'factor'
      ? { factor: threshold.factor }
      : {
          factor: burnFactor(threshold.budgetShare, windowMs, longMs),
          budgetShare: threshold.budgetShare,
        }),
  }))
}

/**
 * Whether any error ratio burns faster than the rule asks: when everything fails, the burn rate is 1 ÷ error budget, and a
 * rule fires above its factor only.
 */
export const isReachable = ({ factor }: BurnRule, { errorBudgetRatio }: Objective): boolean =>
  compareRatio(factor * errorBudgetRatio, 1) < 0

/** What the objective and the window of an SLO leave of a table: the rules that can ever fire. */
export const usableRules = (table: BurnTable, window: SloWindow, objective: Objective): readonly BurnRule[] =>
  burnRules(table, window).filter(
    (rule) => isReachable(rule, objective) && rule.longMs <= usualLengthMs(window),
  )

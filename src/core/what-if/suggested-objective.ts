import { combinedRatio } from '../budgets/composite.ts'
import { type Objective, parseObjective } from '../budgets/objective.ts'
import type { Slo } from '../budgets/slo.ts'
import { sloKey } from '../budgets/slo.ts'

/** What one past window achieved. */
export interface PastWindow {
  /** When it ended, epoch milliseconds. */
  readonly at: number
  /** Share of good events, 0 to 1. */
  readonly goodRatio: number
  /** Events; null where the source gives ratios only. */
  readonly total: number | null
}

/** Met in so many of the past windows. */
export interface Supported {
  /** Of the windows, 0 to 1. */
  readonly share: number
  readonly objective: Objective
}

/** What the past says of an objective. It is a suggestion: people know what users need, the past does not. */
export type ObjectiveSuggestion =
  | {
      readonly kind: 'suggested'
      /** How many windows were looked at, and how many of them do not overlap. */
      readonly windows: number
      readonly apart: number
      /** In how many of the windows the present objective was met, 0 to 1. */
      readonly presentMetRatio: number
      /** By share, the least first. */
      readonly supported: readonly Supported[]
      /** What its parts support together; null for an SLO without parts, and where theirs is not known. */
      readonly allowedByParts: Objective | null
      readonly suggested: Objective
    }
  | { readonly kind: 'too-few'; readonly windows: number; readonly apart: number }

/** The shares of past windows for which an objective is told, and the one that is suggested. */
export const TOLD_SHARES = [0.9, 0.95, 0.99] as const
export const SUGGESTED_SHARE = 0.95

/** Fewer windows that do not overlap say nothing. */
export const FEWEST_APART = 3

/** @param windowsOf the whole past windows of an SLO, oldest first */
export function suggestedObjective(
  slo: Slo,
  windowMs: number,
  windowsOf: (slo: Slo) => readonly PastWindow[],
): ObjectiveSuggestion {
  const past = windowsOf(slo)
  const apart = countApart(past, windowMs)
  if (apart < FEWEST_APART) return { kind: 'too-few', windows: past.length, apart }
  const allowedByParts = allowedBy(slo, windowsOf)
  const supported = TOLD_SHARES.map((share) => ({
    share,
    objective: leastStrict(supportedBy(past, share), allowedByParts),
  }))
  return {
    kind: 'suggested',
    windows: past.length,
    apart,
    presentMetRatio:
      past.filter(({ goodRatio }) => 1 - goodRatio <= slo.objective.errorBudgetRatio + 1e-12).length /
      past.length,
    supported,
    allowedByParts,
    suggested: leastStrict(supportedBy(past, SUGGESTED_SHARE), allowedByParts),
  }
}

function countApart(past: readonly PastWindow[], windowMs: number): number {
  let count = 0
  let free = -Infinity
  for (const { at } of past)
    if (at - windowMs >= free) {
      count += 1
      free = at
    }
  return count
}

/** The strictest objective that was met in this share of the windows. */
function supportedBy(past: readonly PastWindow[], share: number): Objective {
  const worstFirst = past.toSorted((a, b) => a.goodRatio - b.goodRatio)
  const least = worstFirst[Math.floor((1 - share) * worstFirst.length + 1e-9)] ?? worstFirst.at(-1)
  if (least === undefined) throw new Error('there is no window')
  // What never failed among so many events may fail once among as many.
  return objectiveFor(
    Math.max(1 - least.goodRatio, least.total === null ? FINEST : 1 / Math.max(1, least.total)),
  )
}

/** Finer than this no source without counts tells. */
const FINEST = 1e-4
const STRICTEST = 1e-8
const LEAST_STRICT = 0.99

/** With two digits of what may fail, never stricter than asked: 0.0712 % become 99.928. */
export function objectiveFor(errorRatio: number): Objective {
  const bounded = Math.min(LEAST_STRICT, Math.max(STRICTEST, errorRatio))
  const digits = Math.max(0, 1 - Math.floor(Math.log10(bounded * 100)))
  const scale = 10 ** digits
  const allowedPercent = Math.ceil(bounded * 100 * scale - 1e-9) / scale
  const read = parseObjective(String(Number((100 - allowedPercent).toFixed(digits))))
  if (read === undefined) throw new Error(`${errorRatio} leaves no objective`)
  return read
}

/** What the parts of a composite support, as it makes one of them; null where one has too little history. */
function allowedBy({ sli }: Slo, windowsOf: (slo: Slo) => readonly PastWindow[]): Objective | null {
  if (sli.kind !== 'composite') return null
  const parts = sli.parts.map(({ slo, weight }) => ({ weight, past: windowsOf(slo) }))
  if (parts.some(({ past }) => past.length === 0)) return null
  const ratio = combinedRatio(
    sli.method,
    parts.map(({ weight, past }) => ({
      weight,
      successRatio: 1 - supportedBy(past, SUGGESTED_SHARE).errorBudgetRatio,
    })),
  )
  return ratio === undefined ? null : objectiveFor(1 - ratio)
}

const leastStrict = (one: Objective, other: Objective | null): Objective =>
  other !== null && other.errorBudgetRatio > one.errorBudgetRatio ? other : one

/** The windows of readings by `sloKey`, for `suggestedObjective`. */
export const windowsBySlo =
  (known: ReadonlyMap<string, readonly PastWindow[]>) =>
  (slo: Slo): readonly PastWindow[] =>
    known.get(sloKey(slo)) ?? []

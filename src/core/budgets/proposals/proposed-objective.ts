import { type Objective, parseObjective } from '../objective.ts'

/** Objectives that teams choose from, the strictest first. */
const LADDER = ['99.9', '99.5', '99', '98', '95', '90', '80', '50']

/** The share of its budget that the past must have left, so that the first bad day does not freeze a team at once. */
const LEFT_RATIO = 0.25

/** What `latencyThreshold` aims at. */
const LATENCY_PERCENT = 95

/** The strictest objective of which the past, with this share of good events (0 to 1), would have left a quarter of the budget. */
export function proposedObjective(goodRatio: number): Objective {
  const objectives = LADDER.map((percent) => parseObjective(percent)).filter((one) => one !== undefined)
  const kept = objectives.find(({ errorBudgetRatio }) => isKept(1 - goodRatio, errorBudgetRatio))
  const chosen = kept ?? objectives.at(-1)
  if (chosen === undefined) throw new Error('the ladder of objectives is empty')
  return chosen
}

/**
 * The bound of a histogram, in its own unit, to promise: the lowest under which 95 % could have been promised. The highest
 * finite one where none is slow enough for that; undefined without traffic.
 *
 * @param cumulative events up to each bound, `Infinity` for all
 */
export function latencyThreshold(cumulative: ReadonlyMap<number, number>): number | undefined {
  const total = cumulative.get(Infinity) ?? 0
  const bounds = [...cumulative.keys()].filter((bound) => bound > 0 && bound < Infinity).sort((a, b) => a - b)
  if (!(total > 0)) return undefined
  return (
    bounds.find((bound) => isKept(1 - (cumulative.get(bound) ?? 0) / total, 1 - LATENCY_PERCENT / 100)) ??
    bounds.at(-1)
  )
}

/** Within rounding: the counts are extrapolated. */
const isKept = (badRatio: number, errorBudgetRatio: number): boolean =>
  badRatio <= (1 - LEFT_RATIO) * errorBudgetRatio + 1e-9

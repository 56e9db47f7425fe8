import { evenNumbers } from '../budgets/even-numbers.ts'
import { incidentsPerYear, lengthMinutes, type RiskFigures } from './risk.ts'

/** How long an incident lasts: always its mean, or about it as times that end by chance do. */
export const LENGTHS = ['exponential', 'fixed'] as const
export type Lengths = (typeof LENGTHS)[number]

export interface SimulationOptions {
  /** The same seed gives the same years. */
  readonly seed: number
  readonly years: number
  readonly lengths: Lengths
}

/** What many simulated years were like, in bad minutes of a year. */
export interface Simulation extends SimulationOptions {
  readonly meanMinutes: number
  readonly deviationMinutes: number
  /** So many minutes or fewer in 50, 75, 90, 95 and 99 % of the years. */
  readonly percentiles: readonly { readonly percent: number; readonly minutes: number }[]
  /** Share of the years without any incident. */
  readonly quietRatio: number
  /** Share of the years that cost more than the budget. */
  readonly missedRatio: number
  /** Standard error of that share: another seed differs by about so much. */
  readonly missedError: number
  /** What the formulas say of the same year. */
  readonly expected: ExpectedYear
}

/** A year by its closed forms (a compound Poisson process for each risk, independent of each other). */
export interface ExpectedYear {
  readonly meanMinutes: number
  readonly deviationMinutes: number
  readonly quietRatio: number
}

export const PERCENTILES = [50, 75, 90, 95, 99] as const
/** More incidents are not drawn: for risks that come by the hour, fewer years say as much. */
const MOST_INCIDENTS = 20_000_000
const FEWEST_YEARS = 100

/**
 * Plays years in which risks strike as they are estimated: each by itself, at times that do not know of each other (a Poisson process),
 * for as long as `lengths` says.
 *
 * @param budgetMinutes what a year may cost before the objective is missed
 */
export function simulateYears(
  risks: readonly RiskFigures[],
  budgetMinutes: number,
  options: SimulationOptions,
): Simulation {
  const perYear = risks.reduce((sum, risk) => sum + incidentsPerYear(risk), 0)
  const bearable = Math.max(FEWEST_YEARS, Math.floor(MOST_INCIDENTS / Math.max(perYear, 1)))
  const years = Math.min(options.years, bearable)
  const even = evenNumbers(options.seed)
  const cost = Float64Array.from({ length: years }, () => 0)
  let quiet = 0
  for (let year = 0; year < years; year += 1) {
    let incidents = 0
    for (const risk of risks) {
      const rate = incidentsPerYear(risk)
      const mean = lengthMinutes(risk) * risk.usersRatio
      for (let at = waited(even) / rate; at < 1; at += waited(even) / rate) {
        incidents += 1
        cost[year] = (cost[year] ?? 0) + mean * (options.lengths === 'fixed' ? 1 : waited(even))
      }
    }
    if (incidents === 0) quiet += 1
  }
  const sorted = cost.toSorted()
  const meanMinutes = sorted.reduce((sum, minutes) => sum + minutes, 0) / years
  const squares = sorted.reduce((sum, minutes) => sum + (minutes - meanMinutes) ** 2, 0)
  const missedRatio = sorted.reduce((sum, minutes) => sum + (minutes > budgetMinutes ? 1 : 0), 0) / years
  return {
    ...options,
    years,
    meanMinutes,
    deviationMinutes: Math.sqrt(squares / (years - 1)),
    percentiles: PERCENTILES.map((percent) => ({
      percent,
      minutes: sorted[Math.ceil((percent / 100) * years) - 1] ?? 0,
    })),
    quietRatio: quiet / years,
    missedRatio,
    missedError: Math.sqrt((missedRatio * (1 - missedRatio)) / years),
    expected: expectedYear(risks, options.lengths),
  }
}

/** The mean is Σ λm, the variance Σ λ·E[d²], with E[d²] = m² for a fixed length and 2m² for an exponential one. */
export function expectedYear(risks: readonly RiskFigures[], lengths: Lengths): ExpectedYear {
  let mean = 0
  let variance = 0
  let rates = 0
  for (const risk of risks) {
    const rate = incidentsPerYear(risk)
    const minutes = lengthMinutes(risk) * risk.usersRatio
    rates += rate
    mean += rate * minutes
    variance += rate * minutes ** 2 * (lengths === 'fixed' ? 1 : 2)
  }
  return { meanMinutes: mean, deviationMinutes: Math.sqrt(variance), quietRatio: Math.exp(-rates) }
}

/** How long one waits for what comes once in a unit of time on average. */
const waited = (even: () => number): number => -Math.log(1 - even())

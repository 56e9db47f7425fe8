import { badMinutesPerYear, incidentsPerYear, type Risk, YEAR_MINUTES } from './risk.ts'
import type { RiskCatalog } from './risk-catalog.ts'

/**
 * Red: too big for a single risk. Amber: no longer fits into the budget beside those that are accepted and those that are
 * smaller. Green: fits together with them. Blue: accepted.
 */
export const RISK_COLOURS = ['red', 'amber', 'green', 'blue'] as const
export type RiskColour = (typeof RISK_COLOURS)[number]

export interface RankedRisk {
  /** From 1: the most bad minutes first. */
  readonly rank: number
  readonly risk: Risk
  readonly incidentsPerYear: number
  readonly badMinutesPerYear: number
  readonly colour: RiskColour
}

/** A catalog's risks against its budget of a year. Minutes are those in which nothing works for anybody. */
export interface StackRank {
  readonly budgetMinutes: number
  readonly acceptedMinutes: number
  /** Below 0 where more was accepted than there is. */
  readonly unallocatedMinutes: number
  /** What a single risk may cost. */
  readonly tooBigMinutes: number
  /** Of all risks, accepted or not. */
  readonly expectedMinutes: number
  readonly rows: readonly RankedRisk[]
}

/** Of the budget; below it a sum of decimal figures is the budget itself. */
const SNAP = 1e-9

/**
 * Sorts a catalog's risks by what they cost in a year, and says which of them the budget bears. Those that are not accepted and not
 * too big are taken from the smallest to the biggest: as long as they fit into what is unallocated they are green, the others are amber.
 * So all green ones may be accepted together, and each red or amber one that is accepted leaves room for fewer of them.
 *
 * @param accepted names of the risks that are accepted
 */
export function stackRank(catalog: RiskCatalog, accepted: ReadonlySet<string>): StackRank {
  const costed = catalog.risks
    .map((risk) => ({ risk, minutes: badMinutesPerYear(risk.figures) }))
    .sort((a, b) => b.minutes - a.minutes || (a.risk.name < b.risk.name ? -1 : 1))
  const budgetMinutes = budgetMinutesOf(catalog)
  const tooBigMinutes = budgetMinutes * catalog.singleRiskRatio
  const acceptedMinutes = sumOf(costed.filter(({ risk }) => accepted.has(risk.name)))
  const isAbove = (minutes: number, limit: number): boolean => minutes > limit + budgetMinutes * SNAP
  const left = budgetMinutes - acceptedMinutes
  const unallocatedMinutes = isAbove(Math.abs(left), 0) ? left : 0

  let taken = 0
  const rows = costed.toReversed().map(({ risk, minutes }, index): RankedRisk => {
    const colourOf = (): RiskColour => {
      if (accepted.has(risk.name)) return 'blue'
      if (isAbove(minutes, tooBigMinutes)) return 'red'
      taken += minutes
      return isAbove(taken, unallocatedMinutes) ? 'amber' : 'green'
    }
    return {
      rank: costed.length - index,
      risk,
      incidentsPerYear: incidentsPerYear(risk.figures),
      badMinutesPerYear: minutes,
      colour: colourOf(),
    }
  })
  return {
    budgetMinutes,
    acceptedMinutes,
    unallocatedMinutes,
    tooBigMinutes,
    expectedMinutes: sumOf(costed),
    rows: rows.toReversed(),
  }
}

/** The same with one risk decided the other way. */
export const decidedOtherwise = (
  catalog: RiskCatalog,
  accepted: ReadonlySet<string>,
  risk: string,
): StackRank =>
  stackRank(
    catalog,
    accepted.has(risk)
      ? new Set([...accepted].filter((name) => name !== risk))
      : new Set([...accepted, risk]),
  )

/** What a target availability allows in a year of 365.25 days: 525.96 minutes for 99.9 %. */
export const budgetMinutesOf = ({ target }: Pick<RiskCatalog, 'target'>): number =>
  YEAR_MINUTES * target.errorBudgetRatio

const sumOf = (costed: readonly { readonly minutes: number }[]): number =>
  costed.reduce((sum, { minutes }) => sum + minutes, 0)

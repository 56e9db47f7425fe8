import { parseObjective } from '../../src/core/budgets/objective.ts'
import type { Risk, RiskFigures } from '../../src/core/risks/risk.ts'
import type { RiskCatalog } from '../../src/core/risks/risk-catalog.ts'

/** Once a quarter, an hour, all users: 240 bad minutes a year. */
export const QUARTERLY: RiskFigures = { ettfDays: 91.3125, ettdMinutes: 10, ettrMinutes: 50, usersRatio: 1 }

/** Once a year, for all users. */
export const yearly = (minutes: number): RiskFigures => ({
  ettfDays: 365.25,
  ettdMinutes: 0,
  ettrMinutes: minutes,
  usersRatio: 1,
})

/** A risk that costs so many bad minutes a year. */
export const riskOf = (name: string, minutes: number, more: Partial<Risk> = {}): Risk => ({
  name,
  title: `The ${name}`,
  figures: yearly(minutes),
  isAccepted: false,
  url: null,
  mitigations: [],
  ...more,
})

export function catalogOf(risks: readonly Risk[], more: Partial<RiskCatalog> = {}): RiskCatalog {
  const target = parseObjective('99.9')
  if (target === undefined) throw new Error('99.9 is an objective')
  return {
    name: 'shop',
    title: 'Shop',
    services: ['shop'],
    target,
    singleRiskRatio: 0.25,
    risks,
    ...more,
  }
}

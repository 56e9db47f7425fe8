import { decidable, decideRisk, type RiskKey } from './accept-risk.ts'
import { assignIncident } from './assign-incident.ts'
import { catalogsOf, riskReports } from './risk-report.ts'
import type { RiskCatalog } from './risk-catalog.ts'
import type { RiskWorld } from './risk-world.ts'
import { type Simulation, simulateYears } from './simulated-year.ts'
import { budgetMinutesOf } from './stack-rank.ts'

export type RiskCommands = ReturnType<typeof riskCommands>

/** Played once for each catalog: a changed configuration has others. */
const played = new WeakMap<RiskCatalog, Simulation>()
/** Enough for a tenth of a percent, and so few that nobody waits. */
const USUAL_YEARS = { seed: 1, years: 10_000, lengths: 'exponential' } as const

function yearOf(catalog: RiskCatalog): Simulation {
  const known = played.get(catalog)
  if (known !== undefined) return known
  const figures = catalog.risks.map((risk) => risk.figures)
  const simulation = simulateYears(figures, budgetMinutesOf(catalog), USUAL_YEARS)
  played.set(catalog, simulation)
  return simulation
}

const around = (world: RiskWorld) => ({ services: world.catalog().services, now: world.clock.now() })

/** Risk catalogs: how they stand, and what people decide about them. */
export const riskCommands = (world: RiskWorld) => ({
  /** The catalogs of a service, or all of them, as they are configured. */
  catalogs: (service?: string) => catalogsOf(world.riskCatalogs(), service),
  /** The same as they stand. */
  reports: (service?: string) =>
    riskReports(world.store, catalogsOf(world.riskCatalogs(), service), around(world)),
  /** One catalog; undefined where none is called so. */
  report: async (name: string) => {
    const catalog = world.riskCatalogs().catalogs.find((one) => one.name === name)
    if (catalog === undefined) return undefined
    const [report] = await riskReports(world.store, [catalog], around(world))
    return report
  },
  /** Its year by chance: the same years each time. */
  year: (catalog: RiskCatalog) => yearOf(catalog),
  /** The risk, if somebody may decide about it: before a form is opened. */
  decidable: (key: RiskKey, userId: string) => decidable(world, key, userId),
  /** `userId` is whom Slack's signed payload or the session of a browser names. */
  accept: (key: RiskKey, why: string, userId: string) =>
    decideRisk(world, key, { isAccepted: true, why }, userId),
  takeBack: (key: RiskKey, why: string, userId: string) =>
    decideRisk(world, key, { isAccepted: false, why }, userId),
  /** Which risk an incident was a case of; undefined where nobody has said, and where it is no longer in the catalog. */
  ofIncident: async (incident: string) => {
    const said = await world.store.risks.riskOf(incident)
    const catalog = world.riskCatalogs().catalogs.find(({ name }) => name === said?.catalog)
    return catalog?.risks.find(({ name }) => name === said?.risk)
  },
  /** Null takes it away. */
  assignIncident: (incident: string, risk: string | null, userId: string) =>
    assignIncident(world, incident, risk, userId),
})

import { decidable, decideRisk, type RiskKey } from './accept-risk.ts'
import { assignIncident } from './assign-incident.ts'
import { catalogsOf, riskReports } from './risk-report.ts'
import type { RiskWorld } from './risk-world.ts'

export type RiskCommands = ReturnType<typeof riskCommands>

/** Risk catalogs: how they stand, and what people decide about them. */
export const riskCommands = (world: RiskWorld) => ({
  /** The catalogs of a service, or all of them, as they are configured. */
  catalogs: (service?: string) => catalogsOf(world.riskCatalogs(), service),
  /** The same as they stand. */
  reports: (service?: string) =>
    riskReports(world.store, catalogsOf(world.riskCatalogs(), service), world.clock.now()),
  /** One catalog; undefined where none is called so. */
  report: async (name: string) => {
    const catalog = world.riskCatalogs().catalogs.find((one) => one.name === name)
    if (catalog === undefined) return undefined
    const [report] = await riskReports(world.store, [catalog], world.clock.now())
    return report
  },
  /** The risk, if somebody may decide about it: before a form is opened. */
  decidable: (key: RiskKey, userId: string) => decidable(world, key, userId),
  /** `userId` is whom Slack's signed payload or the session of a browser names. */
  accept: (key: RiskKey, why: string, userId: string) =>
    decideRisk(world, key, { isAccepted: true, why }, userId),
  takeBack: (key: RiskKey, why: string, userId: string) =>
    decideRisk(world, key, { isAccepted: false, why }, userId),
  /** Which risk an incident was a case of; undefined where nobody has said. */
  ofIncident: (incident: string) => world.store.risks.riskOf(incident),
  /** Null takes it away. */
  assignIncident: (incident: string, risk: string | null, userId: string) =>
    assignIncident(world, incident, risk, userId),
})

import type { CostModel } from '../budgets/cost-model.ts'
import type { Service } from '../budgets/slo.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { acceptedAmong, type Standing, standingsOf } from './acceptance.ts'
import { type MitigationGain, mitigationGains } from './mitigation-gain.ts'
import { daysBetween, type RiskFit, riskFit } from './risk-fit.ts'
import { YEAR_DAYS } from './risk.ts'
import type { RiskCatalog, RiskCatalogs } from './risk-catalog.ts'
import type { RiskStore } from './risk-store.ts'
import { type StackRank, stackRank } from './stack-rank.ts'

/** A catalog as it stands: ranked, with who accepted what, what could be done, and what happened. */
export interface RiskReport {
  readonly catalog: RiskCatalog
  readonly rank: StackRank
  /** By the names of the risks. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly gains: readonly MitigationGain[]
  readonly fit: CatalogFit
  /** What a bad minute costs; undefined where nobody put a price on it, and where several services share the budget. */
  readonly cost: CostModel | undefined
}

/** What happened to a catalog's services in the last year, or since the record began. */
export interface CatalogFit {
  readonly since: number
  readonly days: number
  readonly incidents: number
  /** Those of which nobody said which risk they were a case of. */
  readonly unassigned: number
  /** By the names of the risks. */
  readonly risks: ReadonlyMap<string, RiskFit>
}

export interface RiskReportStores {
  readonly risks: Pick<RiskStore, 'acts' | 'incidentRisks' | 'recordSince'>
  readonly incidents: Pick<IncidentStore, 'since'>
}

/** The catalogs of a service, or all of them, in the order of the configuration. */
export function catalogsOf({ catalogs }: RiskCatalogs, service?: string): readonly RiskCatalog[] {
  return service === undefined ? catalogs : catalogs.filter(({ services }) => services.includes(service))
}

export async function riskReports(
  stores: RiskReportStores,
  catalogs: readonly RiskCatalog[],
  { services, now }: { readonly services: ReadonlyMap<string, Service>; readonly now: number },
): Promise<readonly RiskReport[]> {
  if (catalogs.length === 0) return []
  const acts = await stores.risks.acts()
  const began = (await stores.risks.recordSince()) ?? now
  return Promise.all(
    catalogs.map(async (catalog) => {
      const standings = standingsOf(catalog, acts)
      const accepted = acceptedAmong(standings)
      return {
        catalog,
        rank: stackRank(catalog, accepted),
        standings,
        gains: mitigationGains(catalog, accepted),
        fit: await fitOf(catalog, stores, began, now),
        cost: costOf(catalog, services),
      }
    }),
  )
}

function costOf(catalog: RiskCatalog, services: ReadonlyMap<string, Service>): CostModel | undefined {
  const [only, another] = catalog.services
  return only === undefined || another !== undefined ? undefined : services.get(only)?.cost
}

async function fitOf(
  catalog: RiskCatalog,
  { risks, incidents }: RiskReportStores,
  began: number,
  now: number,
): Promise<CatalogFit> {
  const yearAgo = now - YEAR_DAYS * DAY_MS
  const lists = await Promise.all(catalog.services.map((service) => incidents.since(service, yearAgo)))
  const seen = lists.flat().filter(({ startedAt }) => startedAt >= yearAgo)
  const first = seen.reduce((earliest, { startedAt }) => Math.min(earliest, startedAt), began)
  const since = Math.max(yearAgo, first)
  const days = daysBetween(since, now)
  const riskOf = new Map(
    (await risks.incidentRisks(catalog.name)).map(({ incident, risk }) => [incident, risk]),
  )
  const casesOf = Map.groupBy(seen, ({ id }: Incident) => riskOf.get(id))
  const known = catalog.risks.map(({ name, figures }) => {
    const cases = casesOf.get(name) ?? []
    return { name, cases, fit: riskFit(figures, cases, days) }
  })
  return {
    since,
    days,
    incidents: seen.length,
    unassigned: seen.length - known.reduce((sum, { cases }) => sum + cases.length, 0),
    risks: new Map(known.map(({ name, fit }) => [name, fit])),
  }
}

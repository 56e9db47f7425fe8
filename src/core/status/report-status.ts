import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { AlertReport, HoldReport, ServiceReport, StatusReport } from './status-report.ts'
import { type BearingStores, loadBearings } from '../freezes/bearings.ts'
import { holdReport } from './hold-report.ts'
import { type CurrentCatalog, governed } from '../policy/catalog.ts'
import { coversService, holdOf, windowsAhead } from '../policy/freeze-window.ts'
import { freshnessOf } from '../policy/next-status.ts'
import { levelNamed, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { alertReports } from './alert-report.ts'
import type { BurnAlertStore } from '../burn-alerts/burn-alert.ts'
import { type LatestReading, sloReport } from './slo-report.ts'
import { withOutlooks } from './outlook-report.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'

export interface StatusDeps {
  readonly catalog: CurrentCatalog
  readonly store: BearingStores & {
    readonly readings: ReadingStore
    readonly statuses: StatusStore
    readonly burnAlerts: Pick<BurnAlertStore, 'open'>
  }
  readonly clock: Clock
}

/** What the last poll found, for all services or one. An unknown service name gives an empty list. */
export async function statusReport(deps: StatusDeps, serviceName?: string): Promise<StatusReport> {
  const now = deps.clock.now()
  const statuses = new Map((await deps.store.statuses.all()).map((status) => [status.service, status]))
  const latest = await deps.store.readings.latest()
  const catalog = deps.catalog()
  const holds = await loadHolds(deps.store, catalog, statuses, now)
  const alerts = alertReports(await deps.store.burnAlerts.open(), latest)
  const report = reportOf(catalog, statuses, latest, now, serviceName, holds, alerts)
  return serviceName === undefined ? report : withOutlook(deps, report, latest)
}

/** Of the one service that was asked for: it takes its readings of every day of the window. */
async function withOutlook(
  { catalog, store }: StatusDeps,
  report: StatusReport,
  latest: readonly Reading[],
): Promise<StatusReport> {
  const services: ServiceReport[] = []
  for (const service of report.services) {
    const found = governed(catalog(), service.service)
    services.push(
      found === undefined
        ? service
        : await withOutlooks(service, found.service, found.policy, latest, store.readings),
    )
  }
  return { ...report, services }
}

/** Windows that begin within so long are told of in advance. */
const AHEAD_MS = 14 * DAY_MS

async function loadHolds(
  stores: BearingStores,
  catalog: ReturnType<CurrentCatalog>,
  statuses: ReadonlyMap<string, Status>,
  now: number,
): Promise<(service: string) => readonly HoldReport[]> {
  const bearings = await loadBearings(stores, catalog, now)
  const ahead = windowsAhead(catalog.windows ?? [], now, AHEAD_MS)
  return (service) => [
    ...bearings(service, statuses.get(service)).holds.map((hold) => holdReport(hold)),
    ...ahead
      .filter(({ window }) => coversService(window, service))
      .map((freeze) => holdReport(holdOf(freeze), false)),
  ]
}

/** The same, from statuses and readings at hand. */
export function reportOf(
  catalog: ReturnType<CurrentCatalog>,
  statuses: ReadonlyMap<string, Status>,
  readings: readonly Reading[],
  now: number,
  serviceName?: string,
  holds: (service: string) => readonly HoldReport[] = () => [],
  alerts: (service: string) => readonly AlertReport[] = () => [],
): StatusReport {
  const chosen = [...catalog.services.values()].filter(
    ({ name }) => serviceName === undefined || name === serviceName,
  )
  const readingsOf = Map.groupBy(readings, ({ service }) => service)
  const latest: LatestReading = ({ service, name }) =>
    readingsOf.get(service)?.find((reading) => reading.slo === name)
  const services = chosen.flatMap((service): ServiceReport[] => {
    const policy = governed(catalog, service.name)?.policy
    if (policy === undefined) return []
    const report = serviceReport(service, policy, statuses.get(service.name), latest, now)
    return [{ ...report, holds: holds(service.name), alerts: alerts(service.name) }]
  })
  return { at: isoTime(now), services }
}

function serviceReport(
  service: Service,
  policy: Policy,
  status: Status | undefined,
  latest: LatestReading,
  now: number,
): ServiceReport {
  const level = levelNamed(policy, status?.level ?? UNKNOWN_LEVEL)
  const recovering = status?.recovering ?? null
  return {
    service: service.name,
    title: service.title,
    ...(service.journey !== undefined && { journey: service.journey }),
    level: status?.level ?? UNKNOWN_LEVEL,
    levelTitle: level?.title ?? 'No budget was ever measured',
    emoji: level?.emoji ?? '❔',
    since: isoOrNull(status?.since ?? null),
    remainingRatio: status?.remainingRatio ?? null,
    slo: status?.slo ?? null,
    stale: freshnessOf(status, policy, now) !== 'fresh',
    knownAt: isoOrNull(status?.knownAt ?? null),
    recovering: recovering && {
      level: recovering.level,
      at: isoTime(recovering.since + policy.recoverAfterMs),
    },
    policy: { name: policy.name, version: policy.version },
    slos: service.slos.map((slo) => sloReport(slo, service, latest, now)),
  }
}

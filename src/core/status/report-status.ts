import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { AlertReport, FreezeReport, ServiceReport, StatusReport } from './status-report.ts'
import { type FreezeFactStores, loadFreezeFacts } from '../freezes/freeze-facts.ts'
import { freezeReport } from './freeze-report.ts'
import { type CurrentCatalog, governed } from '../policy/catalog.ts'
import { coversService, scheduledAsFreeze, windowsAhead } from '../policy/freeze-window.ts'
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
  readonly store: FreezeFactStores & {
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
  const freezes = await loadFreezes(deps.store, catalog, statuses, now)
  const alerts = alertReports(await deps.store.burnAlerts.open(), latest)
  const report = reportOf(catalog, statuses, latest, now, serviceName, freezes, alerts)
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

async function loadFreezes(
  stores: FreezeFactStores,
  catalog: ReturnType<CurrentCatalog>,
  statuses: ReadonlyMap<string, Status>,
  now: number,
): Promise<(service: string) => readonly FreezeReport[]> {
  const freezeFacts = await loadFreezeFacts(stores, catalog, now)
  const ahead = windowsAhead(catalog.windows ?? [], now, AHEAD_MS)
  return (service) => [
    ...freezeFacts(service, statuses.get(service)).freezes.map((freeze) => freezeReport(freeze)),
    ...ahead
      .filter(({ window }) => coversService(window, service))
      .map((freeze) => freezeReport(scheduledAsFreeze(freeze), false)),
  ]
}

/** The same, from statuses and readings at hand. */
export function reportOf(
  catalog: ReturnType<CurrentCatalog>,
  statuses: ReadonlyMap<string, Status>,
  readings: readonly Reading[],
  now: number,
  serviceName?: string,
  freezes: (service: string) => readonly FreezeReport[] = () => [],
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
    return [{ ...report, freezes: freezes(service.name), alerts: alerts(service.name) }]
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

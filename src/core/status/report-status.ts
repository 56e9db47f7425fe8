import type { BurnAlertStore } from '../burn-alerts/burn-alert.ts'
import { linksOf } from '../budgets/links.ts'
import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import { type BudgetCost, budgetCost } from '../cost/budget-cost.ts'
import { type FreezeFactStores, loadFreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { type Catalog, type CurrentCatalog, governed } from '../policy/catalog.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { coversService, scheduledAsFreeze, windowsAhead } from '../policy/freeze-window.ts'
import { levelNamed, type Policy } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { DAY_MS, parseDuration } from '../kernel/time/duration.ts'
import { depletionNow, depletionWords } from '../budgets/depletion.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { alertReports } from './alert-report.ts'
import { freezeReport } from './freeze-report.ts'
import { withOutlooks } from './outlook-report.ts'
import { type LatestReading, sloReport } from './slo-report.ts'
import type { AlertReport, ServiceReport, StatusReport } from './status-report.ts'
import { worstFirst } from './worst-first.ts'
import { whatMayShip } from './what-may-ship.ts'
import { currentLevel, type CurrentLevel } from '../policy/next-status.ts'

interface ReportStores extends FreezeFactStores {
  readonly readings: ReadingStore
}

export interface StatusWorld {
  readonly catalog: CurrentCatalog
  readonly store: ReportStores & {
    readonly statuses: StatusStore
    readonly burnAlerts: Pick<BurnAlertStore, 'open'>
  }
  readonly clock: Clock
}

/** What a report tells of, as the store has it or as it was judged just now. */
export interface Found {
  readonly statuses: readonly Status[]
  readonly readings: readonly Reading[]
  readonly alerts: (service: string) => readonly AlertReport[]
}

/** What the last poll found, for all services or one. An unknown service name gives an empty list. */
export async function statusReport(
  { catalog, store, clock }: StatusWorld,
  serviceName?: string,
): Promise<StatusReport> {
  const now = clock.now()
  const statuses = await store.statuses.all()
  const readings = await store.readings.latest()
  const alerts = alertReports(await store.burnAlerts.open(), readings)
  return reportOf(store, catalog(), { statuses, readings, alerts }, now, serviceName)
}

/** Windows that begin within so long are told of in advance. */
const AHEAD_MS = 14 * DAY_MS

/** The same of what was found. One service alone gets its outlook, which takes its readings of every day of the window. */
export async function reportOf(
  stores: ReportStores,
  catalog: Catalog,
  { statuses, readings, alerts }: Found,
  now: number,
  serviceName?: string,
): Promise<StatusReport> {
  const freezeFacts = await loadFreezeFacts(stores, catalog, now)
  const ahead = windowsAhead(catalog.windows ?? [], now, AHEAD_MS)
  const statusOf = new Map(statuses.map((status) => [status.service, status]))
  const readingsOf = Map.groupBy(readings, ({ service }) => service)
  const latest: LatestReading = ({ service, name }) =>
    readingsOf.get(service)?.find((reading) => reading.slo === name)

  const services: ServiceReport[] = []
  for (const name of serviceName === undefined ? catalog.services.keys() : [serviceName]) {
    const found = governed(catalog, name)
    if (found === undefined) continue
    const { service, policy } = found
    const status = statusOf.get(name)
    const ownFreezes = freezeFacts(name, status, true)
    const current = currentLevel(status, policy, now)
    const coming = ahead.filter(({ window }) => coversService(window, name)).map(scheduledAsFreeze)
    const report: ServiceReport = {
      ...levelAndBudgets(service, policy, status, current, latest, now),
      ...(isInShadow(catalog, name, current.level) && { enforcement: 'shadow' as const }),
      freezes: [
        ...ownFreezes.freezes.map((freeze) => freezeReport(freeze)),
        ...coming.map((freeze) => freezeReport(freeze, false)),
      ],
      alerts: alerts(name).map((alert) => withForecast(alert, service, latest, policy, now)),
      // Worked out when it is read: after each poll of ten thousand services that would be wasted.
      get changes() {
        return whatMayShip(policy, serviceFacts(policy, name, status, ownFreezes, [], now))
      },
    }
    const isAlone = serviceName !== undefined
    services.push(
      isAlone ? await withOutlooks(report, service, policy, readings, stores.readings, now) : report,
    )
  }
  return { at: isoTime(now), services: worstFirst(services, catalog) }
}

/** What an alert's own rate makes of the budget, beside the forecast at the rate of the last day. */
function withForecast(
  alert: AlertReport,
  { slos }: Service,
  latest: LatestReading,
  { onMissingBudget }: Policy,
  now: number,
): AlertReport {
  const slo = slos.find(({ name }) => name === alert.slo)
  const overMs = parseDuration(alert.lookback)
  if (slo === undefined || overMs === undefined) return alert
  const depletion = depletionNow(slo, latest(slo), now, onMissingBudget.keepLevelMs, overMs)
  return depletion.kind === 'unknown' ? alert : { ...alert, forecast: depletionWords(depletion) }
}

/** In money: of the SLO that decides, or of the only one. */
function costOf(
  { slos, cost: model }: Service,
  deciding: string | null | undefined,
  latest: LatestReading,
  now: number,
): { readonly cost?: BudgetCost } {
  const slo = slos.find(({ name }) => name === deciding) ?? (slos.length === 1 ? slos[0] : undefined)
  const reading = slo && latest(slo)
  const cost = slo && budgetCost(model, slo, reading?.kind === 'measured' ? reading : undefined, now)
  return cost === undefined ? {} : { cost }
}

function levelAndBudgets(
  service: Service,
  policy: Policy,
  status: Status | undefined,
  { level: levelName, remainingRatio, young, freshness }: CurrentLevel,
  latest: LatestReading,
  now: number,
): Omit<ServiceReport, 'freezes' | 'alerts' | 'changes'> {
  const level = levelNamed(policy, levelName)
  const recovering = status?.recovering ?? null
  const links = linksOf({ service, span: { from: now - DAY_MS, to: now } })
  return {
    service: service.name,
    title: service.title,
    ...(service.journey !== undefined && { journey: service.journey }),
    ...(links.length > 0 && { links }),
    level: levelName,
    levelTitle: level?.title ?? 'No budget was ever measured',
    emoji: level?.emoji ?? '❔',
    since: isoOrNull(status?.since ?? null),
    remainingRatio,
    young: young ?? null,
    slo: status?.slo ?? null,
    ...costOf(service, status?.slo, latest, now),
    stale: freshness !== 'fresh',
    knownAt: isoOrNull(status?.knownAt ?? null),
    recovering: recovering && {
      level: recovering.level,
      at: isoTime(recovering.since + policy.recoverAfterMs),
    },
    policy: { name: policy.name, version: policy.version },
    slos: service.slos.map((slo) => sloReport(slo, service, latest, now, policy.onMissingBudget.keepLevelMs)),
  }
}

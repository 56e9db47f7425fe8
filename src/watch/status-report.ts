import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { Service, Slo } from '../budgets/slo.ts'
import type { ServiceReport, SloReport, StatusReport } from '../budgets/status-report.ts'
import { type CurrentCatalog, governed } from '../policy/catalog.ts'
import { freshnessOf } from '../policy/next-status.ts'
import { levelNamed, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import type { Clock } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import { isoOrNull, isoTime } from '../time/iso-time.ts'

export interface StatusDeps {
  readonly catalog: CurrentCatalog
  readonly store: { readonly readings: ReadingStore; readonly statuses: StatusStore }
  readonly clock: Clock
}

/** What the last poll found, for all services or one. An unknown service name gives an empty list. */
export async function statusReport(deps: StatusDeps, serviceName?: string): Promise<StatusReport> {
  const now = deps.clock.now()
  const statuses = new Map((await deps.store.statuses.all()).map((status) => [status.service, status]))
  const latest = await deps.store.readings.latest()
  return reportOf(deps.catalog(), statuses, latest, now, serviceName)
}

/** The same, from statuses and readings at hand. */
export function reportOf(
  catalog: ReturnType<CurrentCatalog>,
  statuses: ReadonlyMap<string, Status>,
  readings: readonly Reading[],
  now: number,
  serviceName?: string,
): StatusReport {
  const chosen = [...catalog.services.values()].filter(
    ({ name }) => serviceName === undefined || name === serviceName,
  )
  const services = chosen.flatMap((service): ServiceReport[] => {
    const policy = governed(catalog, service.name)?.policy
    if (policy === undefined) return []
    const own = readings.filter((reading) => reading.service === service.name)
    return [serviceReport(service, policy, statuses.get(service.name), own, now)]
  })
  return { at: isoTime(now), services }
}

function serviceReport(
  service: Service,
  policy: Policy,
  status: Status | undefined,
  readings: readonly Reading[],
  now: number,
): ServiceReport {
  const level = levelNamed(policy, status?.level ?? UNKNOWN_LEVEL)
  const recovering = status?.recovering ?? null
  return {
    service: service.name,
    title: service.title,
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
    slos: service.slos.map((slo) =>
      sloReport(
        slo,
        readings.find((reading) => reading.slo === slo.name),
      ),
    ),
  }
}

function sloReport(slo: Slo, reading: Reading | undefined): SloReport {
  const frame = {
    slo: slo.name,
    title: slo.title,
    objective: Number(slo.objective.percent),
    window: formatDuration(slo.windowMs),
  }
  if (reading?.kind !== 'measured') {
    return {
      ...frame,
      good: null,
      total: null,
      errorRatio: null,
      remainingRatio: null,
      burnRates: null,
      spentLastDayRatio: null,
      exhaustsInSeconds: null,
      coverage: null,
      missing: reading?.reason ?? 'no_data',
      missingDetail: reading?.detail ?? 'not polled yet',
    }
  }
  const { good, total, errorRatio, remainingRatio, burnRates, spentLastDayRatio, exhaustsInMs, coverage } =
    reading
  return {
    ...frame,
    good,
    total,
    errorRatio,
    remainingRatio,
    burnRates,
    spentLastDayRatio,
    exhaustsInSeconds: seconds(exhaustsInMs),
    coverage,
  }
}

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1_000))

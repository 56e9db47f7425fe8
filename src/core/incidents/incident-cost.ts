import { eventsCostRatio, outageCostRatio } from '../budgets/budget.ts'
import type { SliMeasurement, SliQuestion, SliSample, SliSource } from '../budgets/sli-source.ts'
import { sloKey, type Service, type Slo } from '../budgets/slo.ts'
import { windowAt, type WindowSpan } from '../budgets/slo-window.ts'
import { youngFactor } from '../budgets/young.ts'
import type { Incident } from './incident.ts'

/** What an incident has cost, and of which SLO's budget; null where there is no data. */
export type IncidentCost = Pick<Incident, 'failedRatio' | 'failedEvents' | 'costRatio' | 'slo'>

const UNKNOWN: IncidentCost = { failedRatio: null, failedEvents: null, costRatio: null, slo: null }

/** A service in trouble since `startedAt`, and until `endedAt` or still. */
export interface CostedTime {
  readonly service: Service
  readonly startedAt: number
  readonly endedAt: number | null
}

/** Works out from the data what an incident has cost by `now`: the SLO that it cost most decides. */
export async function incidentCost(
  source: SliSource,
  time: CostedTime,
  now: number,
  signal?: AbortSignal,
): Promise<IncidentCost> {
  const [cost] = await incidentCosts(source, [time], time.endedAt ?? now, signal)
  return cost ?? UNKNOWN
}

/** The same for several that are looked at from one time: one question for each SLO, whatever the number of incidents. */
export async function incidentCosts(
  source: SliSource,
  times: readonly CostedTime[],
  at: number,
  signal?: AbortSignal,
): Promise<readonly IncidentCost[]> {
  const questions = new Map<string, { readonly slo: Slo; readonly lookbacksMs: Set<number> }>()
  for (const { service, startedAt } of times) {
    if (at <= startedAt) continue
    for (const slo of service.slos) {
      const known = questions.get(sloKey(slo)) ?? {
        slo,
        lookbacksMs: new Set([windowAt(slo.window, at).lookbackMs]),
      }
      known.lookbacksMs.add(at - startedAt)
      questions.set(sloKey(slo), known)
    }
  }
  if (questions.size === 0) return times.map(() => UNKNOWN)
  const asked: readonly SliQuestion[] = [...questions.values()].map(({ slo, lookbacksMs }) => ({
    slo,
    lookbacksMs: [...lookbacksMs],
  }))
  const measured = await source.measure(asked, at, signal)
  return times.map(({ service, startedAt }) => dearest(service, at - startedAt, at, measured))
}

function dearest(
  { slos }: Service,
  durationMs: number,
  at: number,
  measured: ReadonlyMap<string, SliMeasurement>,
): IncidentCost {
  const costs = slos.flatMap((slo) => {
    const span = windowAt(slo.window, at)
    const { samples, coverage = 1 } = measured.get(sloKey(slo)) ?? {}
    const failed = samples?.get(durationMs)
    const window = samples?.get(span.lookbackMs)
    const factor = youngFactor(coverage, slo)
    const cost = failed && window && costOf(slo, span, { failed, window, factor }, durationMs)
    return cost ? [{ ...cost, slo: slo.name }] : []
  })
  const [first] = costs.sort((a, b) => b.costRatio - a.costRatio)
  return first ?? UNKNOWN
}

function costOf(
  slo: Slo,
  span: WindowSpan,
  {
    failed,
    window,
    factor,
  }: { readonly failed: SliSample; readonly window: SliSample; readonly factor: number },
  durationMs: number,
): (Omit<IncidentCost, 'slo'> & { readonly costRatio: number }) | undefined {
  if (failed.kind === 'counts' && window.kind === 'counts' && failed.total > 0) {
    const bad = failed.total - failed.good
    return {
      failedRatio: bad / failed.total,
      failedEvents: bad,
      costRatio: eventsCostRatio(bad, window.total, slo.objective) * span.elapsedRatio * factor,
    }
  }
  if (failed.kind === 'success-ratio') {
    const failedRatio = 1 - failed.ratio
    return {
      failedRatio,
      failedEvents: null,
      costRatio: outageCostRatio(durationMs, failedRatio, slo.objective, span.lengthMs),
    }
  }
  return undefined
}

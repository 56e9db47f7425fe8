import { maintenanceBetween, type MaintenanceWindow } from '../budgets/maintenance.ts'
import type { SliMeasurement, SliSample, SliSource } from '../budgets/sli-source.ts'
import { type Slo, sloKey } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { futureCounts, type FutureCounts } from './future-counts.ts'
import { countsBack, type Past, type PastCounts } from './past-counts.ts'
import type { Scenario } from './scenario.ts'

export interface ImaginedWorld {
  /** By `sloKey`. */
  readonly past: ReadonlyMap<string, Past>
  readonly scenario: Scenario
  readonly maintenance: readonly MaintenanceWindow[]
  /** Now, and how far ahead it may be asked. Epoch milliseconds. */
  readonly at: number
  readonly until: number
}

/**
 * Measures plain SLOs at times to come: what is left of the past by then, and what the scenario brings. Now it answers as
 * the real source did.
 */
export function imaginedSource({ past, scenario, maintenance, at: now, until }: ImaginedWorld): SliSource {
  const periodsOf = maintenanceBetween(maintenance, now, until)
  const futures = new Map<string, FutureCounts>()
  const futureOf = (own: PastCounts): FutureCounts => {
    const key = sloKey(own.slo)
    const known = futures.get(key) ?? futureCounts(own, scenario, periodsOf(own.slo))
    futures.set(key, known)
    return known
  }
  const measured = (slo: Slo, lookbacksMs: readonly number[], at: number): SliMeasurement => {
    const own = past.get(sloKey(slo))
    if (own === undefined || own.kind === 'unknown') {
      const missing = own?.why ?? { kind: 'missing', reason: 'no_data', detail: 'it was not asked for' }
      return { samples: new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, missing])) }
    }
    const samples = lookbacksMs.map((lookbackMs): [number, SliSample] => [
      lookbackMs,
      sampleAt(own, futureOf(own), lookbackMs, at),
    ])
    const coverage = coverageAt(own, at)
    return { samples: new Map(samples), ...(coverage !== undefined && { coverage }) }
  }
  return {
    measure: (questions, at) =>
      Promise.resolve(
        new Map(questions.map(({ slo, lookbacksMs }) => [sloKey(slo), measured(slo, lookbacksMs, at)])),
      ),
  }
}

function sampleAt(past: PastCounts, future: FutureCounts, lookbackMs: number, at: number): SliSample {
  const unanswered = past.unanswered.get(lookbackMs)
  if (unanswered !== undefined) return unanswered
  const before = countsBack(past, lookbackMs - (at - past.at))
  const after = future(Math.max(past.at, at - lookbackMs), at)
  const total = before.total + after.total
  const bad = Math.min(total, before.bad + after.bad)
  if (total <= 0)
    return { kind: 'missing', reason: 'no_traffic', detail: 'nothing is asked of it in that time' }
  return past.isCounted
    ? { kind: 'counts', good: total - bad, total }
    : { kind: 'success-ratio', ratio: 1 - bad / total }
}

function coverageAt({ slo, ageMs, at: now }: PastCounts, at: number): number | undefined {
  if (ageMs === null) return undefined
  return Math.min(1, (ageMs + at - now) / windowAt(slo.window, at).lookbackMs)
}

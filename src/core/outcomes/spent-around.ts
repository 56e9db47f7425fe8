import { badMinutesOf } from '../cost/budget-cost.ts'
import { moneyOf } from '../cost/money.ts'
import { questionOf, readingOf } from '../budgets/reading-of.ts'
import type { SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import type { Outcome } from './outcome.ts'

/** What was spent of a service's budget after a deployment, and before it. */
export type SpentAround = Pick<Outcome, 'slo' | 'spentRatio' | 'spentBeforeRatio' | 'money'>

export const NOTHING_KNOWN: SpentAround = {
  slo: null,
  spentRatio: null,
  spentBeforeRatio: null,
  money: null,
}

/**
 * Of the SLO that lost most in `overMs` from `deployedAt` on, whatever spent it. What cannot be measured is null. Rejects only
 * when `signal` aborts.
 */
export async function spentAround(
  source: SliSource,
  service: Service,
  { deployedAt, overMs }: { readonly deployedAt: number; readonly overMs: number },
  signal?: AbortSignal,
): Promise<SpentAround> {
  const until = deployedAt + overMs
  const asked = (at: number) =>
    source.measure(
      service.slos.map((slo) => questionOf(slo, at, [overMs])),
      at,
      signal,
    )
  const [after, before] = [await asked(until), await asked(deployedAt)]
  const spent = service.slos.flatMap((slo) => {
    const spentRatio = spentOver(slo, after.get(sloKey(slo)), until, overMs)
    return spentRatio === null ? [] : [{ slo, spentRatio }]
  })
  const [most] = spent.toSorted((a, b) => b.spentRatio - a.spentRatio)
  if (most === undefined) return NOTHING_KNOWN
  const { slo, spentRatio } = most
  const sample = after.get(sloKey(slo))?.samples.get(overMs)
  return {
    slo: slo.name,
    spentRatio,
    spentBeforeRatio: spentOver(slo, before.get(sloKey(slo)), deployedAt, overMs),
    money: moneyOf(service.cost, {
      badMinutes: badMinutesOf(spentRatio, slo, until),
      failedRequests: sample?.kind === 'counts' ? sample.total - sample.good : null,
    }),
  }
}

function spentOver(
  slo: Slo,
  measurement: SliMeasurement | undefined,
  at: number,
  overMs: number,
): number | null {
  const reading = measurement && readingOf(slo, measurement, at, [overMs])
  return reading?.kind === 'measured' ? (reading.over?.get(overMs)?.spentRatio ?? null) : null
}

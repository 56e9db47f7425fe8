import { allowedDowntimeMs } from '../budgets/budget.ts'
import { readingOf } from '../budgets/reading-of.ts'
import { type Service, sloKey } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import type { RolloutCost } from './rollout.ts'

/** How long a source may take; a rollout ends without a figure rather than late. */
const MEASURED_WITHIN_MS = 10 * SECOND_MS

/**
 * What was spent of each SLO's budget from `startedAt` to `endedAt`, whatever spent it. Never rejects: what cannot be
 * measured is null.
 */
export async function measuredCosts(
  source: SliSource,
  service: Service | undefined,
  startedAt: number,
  endedAt: number,
): Promise<readonly RolloutCost[]> {
  if (service === undefined) return []
  const { slos } = service
  const elapsedMs = Math.max(MINUTE_MS, endedAt - startedAt)
  const questions = slos.map((slo) => ({
    slo,
    lookbacksMs: [...new Set([windowAt(slo.window, endedAt).lookbackMs, elapsedMs])],
  }))
  const measured = await source
    .measure(questions, endedAt, AbortSignal.timeout(MEASURED_WITHIN_MS))
    .catch(() => undefined)
  return slos.map((slo) => {
    const measurement = measured?.get(sloKey(slo))
    const reading = measurement && readingOf(slo, measurement, endedAt, [elapsedMs])
    const costRatio = reading?.kind === 'measured' ? (reading.over?.get(elapsedMs)?.spentRatio ?? null) : null
    const allowedMs = allowedDowntimeMs(slo.objective, windowAt(slo.window, endedAt).lengthMs)
    const outageMs = costRatio === null ? null : costRatio * allowedMs
    return { slo: slo.name, costRatio, outageSeconds: outageMs === null ? null : outageMs / SECOND_MS }
  })
}

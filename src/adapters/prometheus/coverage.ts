import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { Asker } from './asker.ts'
import type { PollLimits } from './query-within.ts'
import { coverageStepMs, earliestSampleQuery } from './earliest-sample.ts'

/** Prometheus answers with a sample that is up to five minutes old. */
const LOOKBACK_DELTA_MS = 5 * MINUTE_MS
const KEPT_MS = HOUR_MS

interface Known {
  /** Epoch milliseconds; undefined when the source cannot tell. */
  readonly earliestAt: number | undefined
  readonly checkedAt: number
}

/** How much of each SLO's window the source's history covers. */
export interface CoverageCheck {
  /** One figure (0 to 1, or undefined) for each SLO, in their order. Asked again once an hour. */
  of(slos: readonly Slo[], at: number, poll: PollLimits): Promise<readonly (number | undefined)[]>
}

export function coverageCheck(asker: Asker): CoverageCheck {
  const known = new Map<string, Known>()
  return {
    async of(slos, at, poll) {
      const looked = slos.map(({ window }) => {
        const { lookbackMs } = windowAt(window, at)
        // To the hour, so that a calendar window, which grows, is looked at once an hour and not at every poll.
        return window.kind === 'rolling'
          ? lookbackMs
          : Math.max(HOUR_MS, Math.ceil(lookbackMs / HOUR_MS) * HOUR_MS)
      })
      const queries = slos.map((slo, index) => earliestSampleQuery(slo, looked[index] ?? 0))
      const due = queries.filter((query) => {
        const checkedAt = query === undefined ? at : known.get(query)?.checkedAt
        return checkedAt === undefined || Math.abs(at - checkedAt) >= KEPT_MS
      })
      const outcomes = await asker.ask(
        due.filter((query) => query !== undefined),
        at,
        poll,
      )
      for (const [query, outcome] of outcomes) {
        // An unreachable source may answer at the next poll; one that refuses the query would refuse it again.
        if (outcome.kind === 'failed' && outcome.reason === 'source_unreachable') continue
        const earliestAt = outcome.kind === 'value' ? outcome.value * 1000 : undefined
        known.set(query, { earliestAt, checkedAt: at })
      }
      return slos.map(({ window }, index) => {
        const earliestAt = known.get(queries[index] ?? '')?.earliestAt
        return earliestAt === undefined
          ? undefined
          : coverage(earliestAt, at, windowAt(window, at).lookbackMs)
      })
    },
  }
}

/**
 * Share of the window since the earliest sample that was found. A window that the coarse search cannot tell from a full
 * one counts as full.
 */
export function coverage(earliestAt: number, at: number, windowMs: number): number {
  const uncoveredMs = earliestAt - (at - windowMs)
  if (uncoveredMs <= coverageStepMs(windowMs) + LOOKBACK_DELTA_MS) return 1
  return Math.max(0, 1 - uncoveredMs / windowMs)
}

import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Asker } from './asker.ts'
import type { PollLimits } from './query-within.ts'
import { coverageStepMs, earliestSampleQuery } from './earliest-sample.ts'

/** Prometheus answers with a sample that is up to five minutes old. */
const LOOKBACK_DELTA_MS = 5 * MINUTE_MS
const KEPT_MS = HOUR_MS
/** Where nothing was found, it may begin at any time. */
const NOTHING_KEPT_MS = MINUTE_MS

/** The age of young data is known to within this part of it. */
const CLOSE_RATIO = 1 / 50
/** Each look is up to 120 times as fine as the one before. */
const MOST_LOOKS = 4

interface Known {
  /** Epoch milliseconds; undefined when the source cannot tell. */
  readonly earliestAt: number | undefined
  readonly checkedAt: number
  /** How long until it is looked for again. */
  readonly keptMs: number
}

interface Look {
  readonly slo: Slo
  readonly lookbackMs: number
}

/** How much of each SLO's window the source's history covers. */
export interface CoverageCheck {
  /** One figure (0 to 1, or undefined) for each SLO, in their order. Asked again once an hour. */
  of(slos: readonly Slo[], at: number, poll: PollLimits): Promise<readonly (number | undefined)[]>
}

export function coverageCheck(asker: Asker): CoverageCheck {
  const known = new Map<string, Known>()
  /** The query over all of a window, by which the answer is remembered. */
  const keys = new WeakMap<Slo, { readonly lookbackMs: number; readonly key: string | undefined }>()

  function keyOf(slo: Slo, lookbackMs: number): string | undefined {
    const before = keys.get(slo)
    if (before?.lookbackMs === lookbackMs) return before.key
    const key = earliestSampleQuery(slo, lookbackMs)
    keys.set(slo, { lookbackMs, key })
    return key
  }

  /** Looks at the whole of each lookback first, then ever finer at what is left of those whose data is young. */
  async function search(first: ReadonlyMap<string, Look>, at: number, poll: PollLimits): Promise<void> {
    let looks = first
    for (let count = 0; count < MOST_LOOKS && looks.size > 0; count += 1) {
      const asked = new Map(
        [...looks].map(([key, { slo, lookbackMs }]) => [
          key,
          count === 0 ? key : earliestSampleQuery(slo, lookbackMs),
        ]),
      )
      const outcomes = await asker.ask(
        [...asked.values()].filter((query) => query !== undefined),
        at,
        poll,
      )
      const finer = new Map<string, Look>()
      for (const [key, look] of looks) {
        const outcome = outcomes.get(asked.get(key) ?? '')
        // An unreachable source may answer at the next poll; one that refuses the query would refuse it again.
        if (outcome?.kind === 'failed' && outcome.reason === 'source_unreachable') continue
        const found = outcome?.kind === 'value' ? outcome.value * SECOND_MS : undefined
        const earliestAt = found ?? known.get(key)?.earliestAt
        const isOpen = outcome?.kind === 'absent' && earliestAt === undefined
        known.set(key, { earliestAt, checkedAt: at, keptMs: isOpen ? NOTHING_KEPT_MS : KEPT_MS })
        if (outcome?.kind === 'failed') continue
        const stepMs = coverageStepMs(look.lookbackMs)
        const ageMs = found === undefined ? 0 : Math.max(0, at - found)
        const isClose = stepMs <= Math.max(SECOND_MS, ageMs * CLOSE_RATIO)
        if (!isClose) finer.set(key, { ...look, lookbackMs: ageMs + stepMs })
      }
      looks = finer
    }
  }

  return {
    async of(slos, at, poll) {
      const wanted = slos.map((slo) => {
        const lookbackMs = lookedAt(slo, at)
        return { slo, lookbackMs, key: keyOf(slo, lookbackMs) }
      })
      const isDue = (key: string): boolean => {
        const last = known.get(key)
        return last === undefined || Math.abs(at - last.checkedAt) >= last.keptMs
      }
      const due = new Map<string, Look>()
      for (const { key, ...look } of wanted) if (key !== undefined && isDue(key)) due.set(key, look)
      await search(due, at, poll)
      return wanted.map(({ slo, key = '' }) => {
        const earliestAt = known.get(key)?.earliestAt
        return earliestAt === undefined
          ? undefined
          : coverage(earliestAt, at, windowAt(slo.window, at).lookbackMs)
      })
    },
  }
}

/** To the hour, so that a calendar window, which grows, is looked at once an hour and not at every poll. */
function lookedAt({ window }: Slo, at: number): number {
  const { lookbackMs } = windowAt(window, at)
  return window.kind === 'rolling' ? lookbackMs : Math.max(HOUR_MS, Math.ceil(lookbackMs / HOUR_MS) * HOUR_MS)
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

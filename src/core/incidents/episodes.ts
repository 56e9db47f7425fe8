import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Episode } from './incident.ts'

/** An alert that fires again within this time has not been over: the same incident goes on. */
export const MERGE_GAP_MS = 5 * MINUTE_MS

/**
 * Where messages overtake each other, a firing alert arrives at most this long after its end; later than that it fires
 * again.
 */
export const OVERTAKEN_WITHIN_MS = 15 * MINUTE_MS

/** What an alert says of itself: that it fires since, or that it fired from and to. */
export interface Firing {
  readonly startedAt: number
  /** Null while it fires. */
  readonly endedAt: number | null
}

/** A time without a longer break, and the episodes in it. */
export interface Span extends Firing {
  readonly episodes: readonly Firing[]
}

/**
 * The episodes with one more message of the alert, received at `now`. Repetition changes nothing, and of two ends the
 * later one counts. A message that it fires does not reopen an ended episode, unless it comes long after.
 */
export function withFiring<Known extends Firing>(
  known: readonly Known[],
  said: Known,
  now: number,
): readonly Known[] {
  const same = known.find(({ startedAt }) => startedAt === said.startedAt)
  const others = known.filter((episode) => episode !== same)
  const merged = { ...(same ?? said), endedAt: same === undefined ? said.endedAt : endOf(same, said, now) }
  return [...others, merged].sort((a, b) => a.startedAt - b.startedAt)
}

function endOf(same: Firing, said: Firing, now: number): number | null {
  if (same.endedAt === null) return said.endedAt
  if (said.endedAt !== null) return Math.max(same.endedAt, said.endedAt)
  return now - same.endedAt > OVERTAKEN_WITHIN_MS ? null : same.endedAt
}

/**
 * What the episodes come to, oldest first, whatever the order in which they became known: breaks of up to `gapMs` are none.
 * One whose end is not known ends when the next begins, or with another that lasted past its beginning.
 */
export function spansOf<Known extends Firing>(
  episodes: readonly Known[],
  gapMs: number,
): readonly (Span & { readonly episodes: readonly Known[] })[] {
  const spans: (Firing & { episodes: Known[] })[] = []
  for (const episode of [...episodes].sort((a, b) => a.startedAt - b.startedAt)) {
    const endedAt = episode.endedAt ?? impliedEnd(episode, episodes)
    const last = spans.at(-1)
    if (last === undefined || (last.endedAt !== null && episode.startedAt - last.endedAt > gapMs)) {
      spans.push({ startedAt: episode.startedAt, endedAt, episodes: [episode] })
      continue
    }
    const longer = last.endedAt === null || endedAt === null ? null : Math.max(last.endedAt, endedAt)
    spans[spans.length - 1] = { ...last, endedAt: longer, episodes: [...last.episodes, episode] }
  }
  return spans
}

function impliedEnd({ startedAt }: Firing, all: readonly Firing[]): number | null {
  const ends = all.flatMap((other) => {
    if (other.startedAt > startedAt) return [other.startedAt]
    return other.startedAt < startedAt && other.endedAt !== null && other.endedAt >= startedAt
      ? [other.endedAt]
      : []
  })
  return ends.length === 0 ? null : Math.min(...ends)
}

/** The incident that each span is, given the one that its episodes belonged to: null is a new one. */
export function incidentsOfSpans(
  spans: readonly { readonly episodes: readonly Episode[] }[],
): readonly (string | null)[] {
  const taken = new Set<string>()
  return spans.map(({ episodes }) => {
    const own = episodes.map(({ incident }) => incident).find((id) => id !== '' && !taken.has(id))
    if (own !== undefined) taken.add(own)
    return own ?? null
  })
}

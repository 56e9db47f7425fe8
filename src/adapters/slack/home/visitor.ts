import { FIRST_SIGHT, type HomeState } from './home-state.ts'

/** Somebody who opened their home lately, and what stands there. Times are epoch milliseconds. */
export interface Visitor {
  readonly userId: string
  /** When they last opened it or clicked in it. */
  seenAt: number
  state: HomeState
  /** What their last click came to, in mrkdwn; null once they went on. */
  notice: string | null
  /** Their last click on a button, and when it was. */
  pressed: { readonly actionId: string; readonly at: number } | null
  /** They wait for it: they opened it or clicked in it. */
  isWaiting: boolean
  /** The first change that they may not have been shown: its number and its time. */
  stale: { readonly change: number; readonly at: number } | null
  /** When it was last drawn, whether or not that brought anything new. */
  drawnAt: number
  /** A digest of what was published last, without the time that it names; null while that is not known. */
  drawn: string | null
  /** Slack's hash of what stands there; null while it is not known. */
  hash: string | null
  /** Tries that failed since the last one that went well. */
  failures: number
}

export const newVisitor = (userId: string, now: number, state = FIRST_SIGHT): Visitor => ({
  userId,
  seenAt: now,
  state,
  notice: null,
  pressed: null,
  isWaiting: true,
  stale: null,
  drawnAt: 0,
  drawn: null,
  hash: null,
  failures: 0,
})

interface Beat {
  /** Changes of so long are shown together. */
  readonly soonMs: number
  /** A home is drawn again on changes at most this often. */
  readonly eachMs: number
  /** But for those who were seen since then: what they did in a modal shows soon. */
  readonly livelyFrom: number
}

/** Who is served next, and when: who waits comes first, then who has gone without for longest. */
export function nextVisitor(
  visitors: Iterable<Visitor>,
  { soonMs, eachMs, livelyFrom }: Beat,
): { readonly visitor: Visitor; readonly at: number } | null {
  let first: { readonly visitor: Visitor; readonly at: number } | null = null
  for (const visitor of visitors) {
    const at = visitor.isWaiting
      ? 0
      : visitor.stale === null
        ? null
        : Math.max(
            visitor.stale.at + soonMs,
            visitor.drawnAt + (visitor.seenAt >= livelyFrom ? soonMs : eachMs),
          )
    if (at !== null && (first === null || at < first.at)) first = { visitor, at }
  }
  return first
}

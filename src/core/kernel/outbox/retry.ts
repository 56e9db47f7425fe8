import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/duration.ts'

const FIRST_PAUSE_MS = SECOND_MS
const LONGEST_PAUSE_MS = 5 * MINUTE_MS
/** A message that waits longer than this, and has had enough attempts, is given up. */
export const GIVE_UP_AFTER_MS = DAY_MS
/** A message that lay in the outbox while the bot was down is tried this often, however old it is. */
export const FEWEST_ATTEMPTS = 5
/** How long a message is tried at least, however old it seems. */
const LEAST_PAUSED_MS = HOUR_MS

/** How long to wait after the given number of attempts: doubling, at most five minutes, never less than was asked for. */
export function pauseMs(attempts: number, retryAfterMs: number | null): number {
  const doubled = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(Math.max(0, attempts - 1), 30))
  return Math.max(doubled, retryAfterMs ?? 0)
}

/** A receiver that is back is noticed within so long. */
const LONGEST_AWAY_MS = 30 * SECOND_MS

/** The same where the receiver itself could not be reached: at most half a minute, because one message asks for all. */
export const awayPauseMs = (attempts: number): number => Math.min(LONGEST_AWAY_MS, pauseMs(attempts, null))

/**
 * Whether a message that cannot be sent for the time being is given up: after 24 hours, at least five attempts, and at least an
 * hour of pauses between them in this process. The last is counted by no clock: one that is set forward gives nothing up.
 */
export const isGivenUp = (owedAt: number, attempts: number, now: number, pausedMs: number): boolean =>
  attempts >= FEWEST_ATTEMPTS && now - owedAt >= GIVE_UP_AFTER_MS && pausedMs >= LEAST_PAUSED_MS

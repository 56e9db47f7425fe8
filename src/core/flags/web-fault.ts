import { SECOND_MS } from '../kernel/time/duration.ts'
import { type FlagFault, final, passing } from './flag-provider.ts'

/** What a server answered that did not do what it was asked. */
export interface WebRefusal {
  readonly status: number
  /** What it says itself; null where it says nothing that people could read. */
  readonly message: string | null
  /** The header `Retry-After`. */
  readonly retryAfter: string | null
}

/** Answers that may be others later: too early, too often, in conflict with somebody else's change, out of order. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429])

const MOST_SAID = 200

/**
 * A refusal as the fault of a flag provider.
 *
 * @param server for people: `Unleash at https://unleash.example.com`
 * @param meanings what a status means there, and what would be right
 */
export function webFault(
  server: string,
  { status, message, retryAfter }: WebRefusal,
  meanings: Readonly<Record<number, string>>,
  now: number,
): FlagFault {
  const said = message === null ? '' : ` ("${message.slice(0, MOST_SAID)}")`
  const meaning = meanings[status]
  const error = `${server} answered ${status}${said}${meaning === undefined ? '' : `: ${meaning}`}`
  return PASSING.has(status) || status >= 500 ? passing(error, retryAfterMs(retryAfter, now)) : final(error)
}

/** Why there was no answer at all. */
export const noAnswer = (server: string, error: unknown, timeoutMs: number): FlagFault =>
  passing(
    error instanceof Error && error.name === 'TimeoutError'
      ? `${server} did not answer within ${timeoutMs / SECOND_MS} s`
      : `${server} could not be reached`,
  )

/** Of seconds, or of a date as HTTP writes it; null for anything else. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * SECOND_MS : null
  const at = Date.parse(header)
  return Number.isFinite(at) ? Math.max(0, at - now) : null
}

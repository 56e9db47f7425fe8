import { type FlagFault, final, passing } from './flag-provider.ts'

/** What a server answered that did not do what it was asked. */
export interface WebRefusal {
  readonly status: number
  /** What it says itself; null where it says nothing that people could read. */
  readonly message: string | null
  /** What it asks callers to wait; null where it says nothing. */
  readonly retryAfterMs: number | null
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
  { status, message, retryAfterMs }: WebRefusal,
  meanings: Readonly<Record<number, string>>,
): FlagFault {
  const said = message === null ? '' : ` ("${message.slice(0, MOST_SAID)}")`
  const meaning = meanings[status]
  const error = `${server} answered ${status}${said}${meaning === undefined ? '' : `: ${meaning}`}`
  return PASSING.has(status) || status >= 500 ? passing(error, retryAfterMs) : final(error)
}

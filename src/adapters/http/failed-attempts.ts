import { MINUTE_MS } from '../../core/kernel/time/duration.ts'

const ALLOWED_PER_MINUTE = 60
/** Addresses remembered at once; beyond it the count starts over, so that memory stays bounded. */
const MAX_ADDRESSES = 10_000

/**
 * Slows down guesses: after 60 wrong tokens in a minute an address has to wait. A right token never waits, because many
 * pipelines may share one address with a broken one.
 */
export function failedAttempts(): (address: string, now: number) => number | undefined {
  let since = 0
  const counts = new Map<string, number>()
  /** Seconds to wait, or undefined while the address may go on. */
  return (address, now) => {
    if (now - since >= MINUTE_MS || now < since || counts.size >= MAX_ADDRESSES) {
      since = now
      counts.clear()
    }
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    return count > ALLOWED_PER_MINUTE ? Math.max(1, Math.ceil((since + MINUTE_MS - now) / 1_000)) : undefined
  }
}

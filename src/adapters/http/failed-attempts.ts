import { isIPv6 } from 'node:net'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'

const ALLOWED_PER_MINUTE = 60
/** Addresses remembered at once; beyond it the count starts over, so that memory stays bounded. */
const MAX_ADDRESSES = 10_000

export interface FailedAttempt {
  /** Undefined while the address may go on. */
  readonly waitS: number | undefined
  /** Whether it is the first of the address in this minute, or the first that has to wait: the others are like them. */
  readonly isNews: boolean
}

/**
 * Slows down guesses: after 60 wrong tokens in a minute an address has to wait. A right token never waits, because many
 * pipelines may share one address with a broken one.
 */
export function failedAttempts(): (address: string, now: number) => FailedAttempt {
  let since = 0
  const counts = new Map<string, number>()
  return (address, now) => {
    if (now - since >= MINUTE_MS || now < since || counts.size >= MAX_ADDRESSES) {
      since = now
      counts.clear()
    }
    const caller = networkOf(address)
    const count = (counts.get(caller) ?? 0) + 1
    counts.set(caller, count)
    const mustWait = count > ALLOWED_PER_MINUTE
    return {
      waitS: mustWait ? Math.max(1, Math.ceil((since + MINUTE_MS - now) / 1_000)) : undefined,
      isNews: count === 1 || count === ALLOWED_PER_MINUTE + 1,
    }
  }
}

/** Whoever has one address of IPv6 has the 2^64 of its network, and would never run out of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}

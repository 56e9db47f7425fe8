/** How often something may happen: a bucket that holds `burst` calls and refills at `perMinute`. */
export interface Rate {
  readonly perMinute: number
  readonly burst: number
}

/** `chat.postMessage` is about one a second for each channel; short bursts pass. */
export const POST_PER_CHANNEL: Rate = { perMinute: 60, burst: 5 }
/** "Several hundred a minute" over all channels of a workspace. */
export const POST_PER_WORKSPACE: Rate = { perMinute: 300, burst: 300 }

/** Slack's tiers allow at least this many calls a minute. */
export const TIER: Readonly<Record<1 | 2 | 3 | 4, Rate>> = {
  1: { perMinute: 1, burst: 10 },
  2: { perMinute: 20, burst: 20 },
  3: { perMinute: 50, burst: 50 },
  4: { perMinute: 100, burst: 100 },
}
export const SPECIAL: Rate = { perMinute: 600, burst: 600 }

interface Bucket {
  calls: number
  filledAt: number
}

/** Counts calls by key on the clock that it is told. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>()

  /** Takes one call from each bucket, or none and answers the whole seconds to wait. */
  take(wanted: readonly { readonly key: string; readonly rate: Rate }[], now: number): number {
    const buckets = wanted.map(({ key, rate }) => ({ rate, bucket: this.#filled(key, rate, now) }))
    const waits = buckets.map(({ rate, bucket }) =>
      bucket.calls >= 1 ? 0 : Math.ceil(((1 - bucket.calls) * 60) / rate.perMinute),
    )
    const waitSeconds = Math.max(0, ...waits)
    if (waitSeconds > 0) return waitSeconds
    for (const { bucket } of buckets) bucket.calls -= 1
    return 0
  }

  #filled(key: string, rate: Rate, now: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { calls: rate.burst, filledAt: now }
    this.#buckets.set(key, bucket)
    const minutes = Math.max(0, now - bucket.filledAt) / 60_000
    bucket.calls = Math.min(rate.burst, bucket.calls + minutes * rate.perMinute)
    bucket.filledAt = now
    return bucket
  }
}

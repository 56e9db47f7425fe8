import type { Steps } from '../../../core/backtest/backtest.ts'
import { indexIn, type Range, rangeEnd } from './range.ts'
import { worthwhile } from './range-worth.ts'

/**
 * Foresees at which times a text will be asked again, so that all of them can be answered by one range. What is asked twice is
 * expected to go on in the same rhythm up to the last look; what is asked once, such as the events of a month so far, is not.
 */
export interface Foresight<Told> {
  /** What a range told of a text at this time. */
  told(text: string, at: number): { readonly told: Told; readonly index: number } | undefined
  /** The range that is worth asking, of at most `most` times; undefined where the one time is. */
  range(text: string, at: number, most: number): Range | undefined
  keep(text: string, range: Range, told: Told): void
  /** Ranges of this text fail: it is asked time by time. */
  giveUp(text: string): void
}

interface Known<Told> {
  lastAt: number
  range?: Range & { readonly told: Told }
  /** Times of the range that were wanted. */
  used: number
  /** Ranges of which few times were wanted, and so many times no other range is asked. */
  misses: number
  pause: number
}

const MOST_KNOWN = 50_000
/** A range was worth asking where one in so many of its times was wanted. */
const WORTH_ONE_IN = 4

export function foresight<Told>({ from, until, stepMs }: Steps): Foresight<Told> {
  const known = new Map<string, Known<Told>>()
  const isLook = (at: number): boolean => at >= from && at <= until && (at - from) % stepMs === 0

  /** Of texts that were asked once, the oldest. */
  function forgetSome(): void {
    for (const [text, { range }] of known) {
      if (known.size < MOST_KNOWN / 2) return
      if (range === undefined) known.delete(text)
    }
  }

  return {
    told(text, at) {
      const one = known.get(text)
      const index = one?.range && indexIn(one.range, at)
      if (one?.range === undefined || index === undefined) return undefined
      one.used += 1
      one.lastAt = Math.max(one.lastAt, at)
      return { told: one.range.told, index }
    },
    range(text, at, most) {
      if (!isLook(at)) return undefined
      const one = known.get(text)
      if (one === undefined) {
        if (known.size >= MOST_KNOWN) forgetSome()
        known.set(text, { lastAt: at, used: 0, misses: 0, pause: 0 })
        return undefined
      }
      const strideMs = at - one.lastAt
      if (strideMs <= 0) return undefined
      one.lastAt = at
      const { range } = one
      if (range !== undefined && at <= rangeEnd(range) && one.used * WORTH_ONE_IN < range.count) {
        one.misses += 1
        one.pause = 2 ** one.misses
      }
      delete one.range
      if (one.pause > 0) {
        one.pause -= 1
        return undefined
      }
      const count = Math.min(Math.floor((until - at) / strideMs) + 1, most)
      return worthwhile(text, { from: at, strideMs, count })
    },
    keep(text, range, told) {
      const one = known.get(text)
      if (one === undefined) return
      one.range = { ...range, told }
      one.used = 1
    },
    giveUp(text) {
      const one = known.get(text)
      if (one !== undefined) one.pause = Infinity
    },
  }
}

import type { Steps } from '../../../core/backtest/backtest.ts'
import { indexIn, type Range, rangeEnd } from './range.ts'
import { worthwhile } from './range-worth.ts'

/**
 * Foresees at which times a text will be asked again, so that all of them can be answered by one range. What is asked twice is
 * expected to go on in the same rhythm up to the last look; what is asked once, such as the events of a month so far, is not.
 */
export interface Foresight<Told> {
  /** What is foreseen of one text: the same object each time, as long as the text is asked again and again. */
  of(text: string): Foreseen<Told>
}

export interface Foreseen<Told> {
  /** What a range told, and which of its times this one is. */
  told(at: number): { readonly told: Told; readonly index: number; readonly range: Range } | undefined
  /** What was told of so many times has been used, the last of them at `at`. */
  use(at: number, times?: number): void
  /** The range that is worth asking, of at most `most` times; undefined where the one time is. */
  range(at: number, most: number): Range | undefined
  keep(range: Range, told: Told): void
  /** Ranges of this text fail: it is asked time by time. */
  giveUp(): void
}

const MOST_KNOWN = 50_000
/** A range was worth asking where one in so many of its times was wanted. */
const WORTH_ONE_IN = 4

export function foresight<Told>(steps: Steps): Foresight<Told> {
  const known = new Map<string, ForeseenText<Told>>()

  /** Of texts that were asked once, the oldest. */
  function forgetSome(): void {
    for (const [text, one] of known) {
      if (known.size < MOST_KNOWN / 2) return
      if (!one.hasRange) known.delete(text)
    }
  }

  return {
    of(text) {
      const before = known.get(text)
      if (before !== undefined) return before
      if (known.size >= MOST_KNOWN) forgetSome()
      const one = new ForeseenText<Told>(text, steps)
      known.set(text, one)
      return one
    },
  }
}

class ForeseenText<Told> implements Foreseen<Told> {
  readonly #text: string
  readonly #steps: Steps
  #lastAt: number | undefined
  #range: Range | undefined
  #told: Told | undefined
  /** Times of the range that were wanted. */
  #used = 0
  /** Ranges of which few times were wanted, and so many times no other range is asked. */
  #misses = 0
  #pause = 0

  constructor(text: string, steps: Steps) {
    this.#text = text
    this.#steps = steps
  }

  get hasRange(): boolean {
    return this.#range !== undefined
  }

  told(at: number): { readonly told: Told; readonly index: number; readonly range: Range } | undefined {
    const [range, told] = [this.#range, this.#told]
    if (range === undefined || told === undefined) return undefined
    const index = indexIn(range, at)
    return index === undefined ? undefined : { told, index, range }
  }

  use(at: number, times = 1): void {
    this.#used += times
    this.#lastAt = Math.max(this.#lastAt ?? at, at)
  }

  range(at: number, most: number): Range | undefined {
    if (!this.#isLook(at)) return undefined
    const strideMs = at - (this.#lastAt ?? at)
    if (this.#lastAt !== undefined && strideMs <= 0) return undefined
    this.#lastAt = at
    if (strideMs === 0) return undefined
    const range = this.#range
    if (range !== undefined && at <= rangeEnd(range) && this.#used * WORTH_ONE_IN < range.count) {
      this.#misses += 1
      this.#pause = 2 ** this.#misses
    }
    this.#range = undefined
    this.#told = undefined
    if (this.#pause > 0) {
      this.#pause -= 1
      return undefined
    }
    const count = Math.min(Math.floor((this.#steps.until - at) / strideMs) + 1, most)
    return worthwhile(this.#text, { from: at, strideMs, count })
  }

  keep(range: Range, told: Told): void {
    this.#range = range
    this.#told = told
    this.#used = 1
  }

  giveUp(): void {
    this.#pause = Infinity
  }

  #isLook(at: number): boolean {
    const { from, until, stepMs } = this.#steps
    return at >= from && at <= until && (at - from) % stepMs === 0
  }
}

import type { Outcome, Outcomes } from '../asker.ts'
import type { Foreseen, Foresight } from './foresight.ts'
import type { RangeOutcomes } from './range-outcomes.ts'

/** Samples of one text lie side by side in memory, those of one look far apart: so many looks are read at once. */
const MOST_AHEAD = 8
const MOST_KNOWN = 32

/** The texts of one question, each once, with what is foreseen of them. */
export class AskedTogether {
  readonly texts: readonly string[]
  readonly foreseen: readonly Foreseen<RangeOutcomes>[]
  readonly #expressions: readonly string[]
  readonly #indices: ReadonlyMap<string, number>
  readonly #ahead = new Map<number, Outcomes>()

  constructor(expressions: readonly string[], seen: Foresight<RangeOutcomes>) {
    this.#expressions = expressions
    this.texts = [...new Set(expressions)]
    this.foreseen = this.texts.map((text) => seen.of(text))
    this.#indices = new Map(this.texts.map((text, index) => [text, index]))
  }

  isOf(expressions: readonly string[]): boolean {
    if (expressions === this.#expressions) return true
    if (expressions.length !== this.#expressions.length) return false
    for (const [index, text] of this.#expressions.entries()) if (text !== expressions[index]) return false
    return true
  }

  /** Outcomes in the order of the texts. */
  outcomes(found: readonly (Outcome | undefined)[]): Outcomes {
    return {
      get: (text) => {
        const index = this.#indices.get(text)
        return index === undefined ? undefined : found[index]
      },
    }
  }

  /** What ranges told of this time; undefined unless they told of every text. */
  told(at: number): Outcomes | undefined {
    const ready = this.#ahead.get(at)
    if (ready !== undefined) return ready
    this.#ahead.clear()
    let count = MOST_AHEAD
    let strideMs: number | undefined
    for (const one of this.foreseen) {
      const told = one.told(at)
      if (told === undefined) return undefined
      const isInStride = told.range.strideMs === (strideMs ??= told.range.strideMs)
      count = isInStride ? Math.min(count, told.range.count - told.index) : 1
    }
    const looks = Array.from({ length: count }, (): (Outcome | undefined)[] => [])
    for (const one of this.foreseen) {
      const told = one.told(at)
      looks.forEach((found, ahead) => found.push(told?.told.at(told.index + ahead)))
      one.use(at + (count - 1) * (strideMs ?? 0), count)
    }
    looks.forEach((found, ahead) => this.#ahead.set(at + ahead * (strideMs ?? 0), this.outcomes(found)))
    return this.#ahead.get(at)
  }
}

/** Look after look asks the same texts in the same order: hundreds of long ones, which cost less to compare than to look up. */
export function askedTogether(seen: Foresight<RangeOutcomes>): (asked: Iterable<string>) => AskedTogether {
  const known = new Map<string, AskedTogether>()
  return (asked) => {
    const expressions = Array.isArray(asked) ? (asked as readonly string[]) : [...asked]
    const [first = ''] = expressions
    const before = known.get(first)
    if (before?.isOf(expressions) === true) return before
    const together = new AskedTogether(expressions, seen)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(first, together)
    return together
  }
}

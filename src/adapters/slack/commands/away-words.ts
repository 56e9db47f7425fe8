import { readDay, type Typing } from '../../../core/kernel/time/typed-time.ts'

/** First and last day, both included: `2026-12-24`. */
interface Days {
  readonly from: string
  readonly until: string
}

/** Reads `<first day> [[to] <last day>]` or `until <last day>`, which begins today. Undefined for anything else. */
export function awayWords(words: readonly string[], typing: Typing): Days | undefined {
  const plain = words.map((word) => word.toLowerCase()).filter((word) => word !== 'from')
  const days = (from: readonly string[], until: readonly string[]): Days | undefined => {
    const [first, named] = [from, until].map((each) => readDay(each.join(' '), typing))
    if (first === undefined || named === undefined) return undefined
    // A weekday alone is the next one: of a last day, the next after the first.
    const isBefore = named.toString() < first.toString() && /^[a-z]+$/.test(until.join(' '))
    return { from: first.toString(), until: (isBefore ? named.add({ days: 7 }) : named).toString() }
  }
  const to = plain.findIndex((word) => /^(to|until|till|through|-|–)$/.test(word))
  if (to !== -1) return days(to === 0 ? ['today'] : plain.slice(0, to), plain.slice(to + 1))
  const splits = plain.map((_, index) => days(plain.slice(0, index), plain.slice(index)))
  return days(plain, plain) ?? splits.find((read) => read !== undefined)
}

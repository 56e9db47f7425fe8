import { BURN_LOOKBACKS } from '../budgets/reading.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { exactDurationInWords } from '../kernel/time/duration.ts'
import { momentWords } from './moment-words.ts'
import type { BurnLine, BurnRates, BurnThreshold } from './picture.ts'

/** The same in words. */
export function burnRatesWords(picture: BurnRates): string {
  const { title, objective, window, timeZone, from, until, lines, thresholds } = picture
  const when = (at: number): string => momentWords(at, timeZone)
  return [
    `${title} (${objective}% over ${window}), from ${when(from)} to ${when(until)}; at 1× the budget lasts just its window.`,
    ...lines.map((line) => lineWords(line, when)),
    thresholds.length === 0 ? 'No rule fires on them.' : `Rules: ${listInWords(thresholds.map(ruleWords))}.`,
  ].join(' ')
}

function lineWords({ lookback, points }: BurnLine, when: (at: number) => string): string {
  const over = `Over ${exactDurationInWords(BURN_LOOKBACKS[lookback])}`
  const known = points.flatMap(({ at, burnRate }) => (burnRate === null ? [] : [{ at, burnRate }]))
  const last = known.at(-1)
  if (last === undefined) return `${over}: not known.`
  const highest = known.reduce((high, one) => (one.burnRate > high.burnRate ? one : high))
  return `${over}: ${rateWords(last.burnRate)} on ${when(last.at)}, at most ${rateWords(highest.burnRate)} on ${when(highest.at)}.`
}

const ruleWords = ({ severity, burnRate, lookbackMs }: BurnThreshold): string =>
  `${severity} above ${rateWords(burnRate)} over ${exactDurationInWords(lookbackMs)}`

/** `0.4×`, `14.4×`, `120×`: two digits, or three where there is one behind the point. */
export const rateWords = (rate: number): string =>
  `${Number(rate < 10 ? rate.toPrecision(2) : rate < 100 ? rate.toFixed(1) : rate.toFixed(0))}×`

import { exhaustsInMs } from '../src/core/budgets/budget.ts'
import { evenNumbers } from '../src/core/budgets/even-numbers.ts'
import { forecast, type ForecastInput } from '../src/core/budgets/forecast.ts'
import { rolling, windowAt } from '../src/core/budgets/slo-window.ts'
import { DAY_MS, HOUR_MS } from '../src/core/kernel/time/duration.ts'
import { measured, type Measurement } from './measurement.ts'

const WINDOW_DAYS = 30
const HISTORY_DAYS = 150
const WINDOW_HOURS = WINDOW_DAYS * 24
/** What "not within the window" counts as, for both. */
const NEVER_DAYS = WINDOW_DAYS
const HISTORIES = 20
/** Seeds far apart make histories that have nothing in common; they are the same in every run. */
const SPREAD = 2_654_435_761

/** The hourly spend of a service, as a share of its 30-day budget. An even burn of 1 is 1/720. */
type History = readonly number[]

const PATTERNS: Readonly<Record<string, (random: () => number) => History>> = {
  'steady with noise': (random) => {
    const mean = (0.85 + 0.3 * random()) / WINDOW_HOURS
    return hours(() => mean * -Math.log(1 - random()))
  },
  'quiet with outages': (random) => {
    const share = 0.2 / WINDOW_HOURS
    return hours(() => share * random() + (random() < 1 / (24 * 6) ? 0.05 + 0.35 * random() : 0))
  },
  'single noisy hours': (random) => {
    const mean = 0.9 / WINDOW_HOURS
    return hours(() => mean * (random() < 0.01 ? 20 * random() : 2 * random()))
  },
  'bad releases that are found days later': (random) => {
    let left = 0
    let burn = 0
    return hours(() => {
      if (left > 0) left -= 1
      else if (random() < 1 / (24 * 15)) {
        left = Math.round(24 * (0.5 + 4 * random()))
        burn = (2 + 4 * random()) / WINDOW_HOURS
      }
      return (left > 0 ? burn : 0.2 / WINDOW_HOURS) * (0.5 + random())
    })
  },
  'a leak that grows': (random) =>
    hours((hour) => (0.3 + (1.6 * hour) / (HISTORY_DAYS * 24)) * (0.7 + 0.6 * random()) * (1 / WINDOW_HOURS)),
}

/**
 * Forecasts of the depletion of 30-day budgets, played against what then happened in synthetic histories, beside the usual
 * "remaining ÷ burn rate of the last day × window".
 */
export function measureForecast(): Promise<readonly Measurement[]> {
  const perPattern = Object.entries(PATTERNS).map(([name, make]) => ({ name, tries: triesOf(make) }))
  const all = perPattern.flatMap(({ tries }) => tries)
  const error = (name: string, tries: readonly Try[]): Measurement =>
    measured(
      { name: `forecast, ${name}: mean error`, unit: 'days', better: 'less' },
      [{ ours: mean(tries.map(({ ours }) => ours)), baseline: mean(tries.map(({ naive }) => naive)) }],
      { least: 1, aim: 1.5 },
    )
  const alarm = measured(
    { name: 'forecast: said within 3 days, was not within 10', unit: '%', better: 'less' },
    [
      {
        ours: 100 * mean(all.map(({ isOurAlarm }) => Number(isOurAlarm))),
        baseline: 100 * mean(all.map(({ isNaiveAlarm }) => Number(isNaiveAlarm))),
      },
    ],
    { least: 1, aim: 2 },
  )
  const inRange = measured(
    { name: 'forecast: came within the range, beside the 80 % it claims', unit: '%', better: 'more' },
    [{ ours: 100 * mean(all.map(({ isInRange }) => Number(isInRange))), baseline: 80 }],
    { least: 0.9, aim: 1 },
  )
  return Promise.resolve([...perPattern.map(({ name, tries }) => error(name, tries)), alarm, inRange])
}

interface Try {
  /** Days by which each was off. */
  readonly ours: number
  readonly naive: number
  readonly isInRange: boolean
  readonly isOurAlarm: boolean
  readonly isNaiveAlarm: boolean
}

function triesOf(make: (random: () => number) => History): Try[] {
  return Array.from({ length: HISTORIES }, (_, index) => make(evenNumbers((index + 1) * SPREAD))).flatMap(
    (history) => {
      const tries: Try[] = []
      for (let hour = 45 * 24; hour + WINDOW_HOURS < history.length; hour += 36) {
        if (remainingAt(history, hour) > 0) tries.push(tryAt(history, hour))
      }
      return tries
    },
  )
}

function tryAt(history: History, hour: number): Try {
  const spent = (from: number, to: number): number => sum(history.slice(hour - to, hour - from))
  const burn = (lookback: number): number => (spent(0, lookback) * WINDOW_HOURS) / lookback
  const remainingRatio = remainingAt(history, hour)
  const input: ForecastInput = {
    remainingRatio,
    window: windowAt(rolling(WINDOW_DAYS * DAY_MS), 0),
    dailySpends: Array.from({ length: WINDOW_DAYS }, (_, day) => spent(day * 24, (day + 1) * 24)),
    recentBurnRates: [burn(1), burn(6), burn(24)],
  }
  const range = forecast(input, null).depletion
  const days = (ms: number | null | undefined): number => Math.min(NEVER_DAYS, (ms ?? Infinity) / DAY_MS)
  const naive = days(exhaustsInMs(remainingRatio, burn(24), WINDOW_DAYS * DAY_MS))
  const ours = days(range?.likelyMs)
  const came = depletedAfter(history, hour)
  const [earliest, latest] =
    range === null ? [NEVER_DAYS, NEVER_DAYS] : [days(range.earliestMs), days(range.latestMs)]
  return {
    ours: Math.abs(ours - came),
    naive: Math.abs(naive - came),
    isInRange: came >= Math.floor(earliest) && came <= Math.ceil(latest),
    isOurAlarm: ours <= 3 && came > 10,
    isNaiveAlarm: naive <= 3 && came > 10,
  }
}

const remainingAt = (history: History, hour: number): number =>
  1 - sum(history.slice(hour - WINDOW_HOURS, hour))

function depletedAfter(history: History, hour: number): number {
  let remaining = remainingAt(history, hour)
  for (let ahead = 0; ahead < WINDOW_HOURS; ahead += 1) {
    remaining += (history[hour + ahead - WINDOW_HOURS] ?? 0) - (history[hour + ahead] ?? 0)
    if (remaining <= 0) return ((ahead + 1) * HOUR_MS) / DAY_MS
  }
  return NEVER_DAYS
}

const hours = (spend: (hour: number) => number): number[] =>
  Array.from({ length: HISTORY_DAYS * 24 }, (_, hour) => spend(hour))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

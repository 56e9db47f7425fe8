import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { parseCron } from '../../../src/core/kernel/time/cron.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Period } from '../../../src/core/kernel/time/period.ts'
import { periodAt, periodsBetween, type Schedule } from '../../../src/core/kernel/time/schedule.ts'
import { latestTime, nextTime } from '../../../src/core/policy/cadence.ts'
import { hoursFreeze } from '../../../src/core/policy/hours-freeze.ts'

/** A clock change: when it is, and what the clocks show before and after it. */
interface Change {
  readonly zone: string
  readonly at: number
  readonly before: Temporal.PlainDateTime
  readonly after: Temporal.PlainDateTime
}

const YEARS = ['2026-01-01T00:00Z', '2028-01-01T00:00Z'] as const

/** Every clock change of two years, in the first of the zones in which it is alike: at that time, by so much, on that weekday. */
const CHANGES: readonly Change[] = [
  ...new Map(
    Intl.supportedValuesOf('timeZone')
      .flatMap(changesIn)
      .map((change) => [
        `${time(change.before)} ${time(change.after)} ${change.after.dayOfWeek} ${change.at % DAY_MS}`,
        change,
      ]),
  ).values(),
]

function time(wall: Temporal.PlainDateTime): string {
  return wall.toPlainTime().toString({ smallestUnit: 'minute' })
}

function changesIn(zone: string): readonly Change[] {
  const [first, last] = YEARS.map((text) => Temporal.Instant.from(text).toZonedDateTimeISO(zone)) as [
    Temporal.ZonedDateTime,
    Temporal.ZonedDateTime,
  ]
  const found: Change[] = []
  let next = first.getTimeZoneTransition('next')
  while (next !== null && Temporal.ZonedDateTime.compare(next, last) < 0) {
    const shift = next.offsetNanoseconds - next.subtract({ nanoseconds: 1 }).offsetNanoseconds
    const after = next.toPlainDateTime()
    const before = after.subtract({ nanoseconds: shift })
    found.push({ zone, at: next.epochMilliseconds, before, after })
    next = next.getTimeZoneTransition('next')
  }
  return found
}

const isGap = ({ before, after }: Change): boolean => Temporal.PlainDateTime.compare(before, after) < 0
const shown = ({ at, before, after }: Change, ms: number): Temporal.PlainDateTime =>
  (ms < at ? before : after).add({ milliseconds: ms - at })

/** The minutes of the hours around a change at which it holds. */
const minutesWhere = ({ at }: Change, holds: (ms: number) => boolean): readonly number[] =>
  Array.from({ length: 360 }, (_, index) => at + (index - 120) * MINUTE_MS).filter(holds)

const yearDay = (wall: Temporal.PlainDateTime) => ({ month: wall.month, day: wall.day, time: time(wall) })
const weekDay = (wall: Temporal.PlainDateTime) => ({ weekday: wall.dayOfWeek, time: time(wall) })
const isWithin = (periods: readonly Period[], ms: number): boolean =>
  periods.some(({ from, until }) => from <= ms && ms < until)

/** Beginnings and ends in, before and behind the time that is skipped or comes twice. */
const AROUND = [-75, -15, 0, 30, 60].flatMap((from) =>
  [15, 45, 120].map((length) => [from, from + length] as const),
)

const spansOf = (change: Change) => {
  const start = isGap(change) ? change.before : change.after
  return AROUND.map(([from, until]) => [start.add({ minutes: from }), start.add({ minutes: until })] as const)
}

test('there are the clock changes of many zones, forward and back', () => {
  expect(CHANGES.filter(isGap).length).toBeGreaterThan(20)
  expect(CHANGES.filter((change) => !isGap(change)).length).toBeGreaterThan(20)
  expect(new Set(CHANGES.map(({ before, after }) => before.until(after).toString())).size).toBeGreaterThan(2)
})

test('a period is what the clocks show of it, however it is written', () => {
  const wrong = CHANGES.flatMap((change) =>
    spansOf(change).flatMap(([from, until]) => {
      // Of a time that comes twice the first counts, for beginning and end.
      const first = (wall: Temporal.PlainDateTime): number => {
        const before = change.at + change.before.until(wall).total('milliseconds')
        return before < change.at ? before : change.at + change.after.until(wall).total('milliseconds')
      }
      const [begins, ends] = [first(from), first(until)]
      const expected = minutesWhere(change, (ms) => {
        if (!isGap(change)) return begins <= ms && ms < ends
        const wall = shown(change, ms)
        return (
          Temporal.PlainDateTime.compare(from, wall) <= 0 && Temporal.PlainDateTime.compare(wall, until) < 0
        )
      })
      const schedules: readonly Schedule[] = [
        { kind: 'once', from: from.toString(), until: until.toString() },
        { kind: 'weekly', from: weekDay(from), until: weekDay(until) },
        { kind: 'yearly', from: yearDay(from), until: yearDay(until) },
      ]
      const hours = {
        allowed: [{ days: [from.dayOfWeek], from: time(from), to: time(until) }],
        preferred: [],
      }
      const periods = schedules.map((schedule) =>
        periodsBetween(schedule, change.zone, change.at - DAY_MS, change.at + DAY_MS),
      )
      const found = periods.map((each) => minutesWhere(change, (ms) => isWithin(each, ms)))
      const allowed = minutesWhere(
        change,
        (ms) =>
          ms % (15 * MINUTE_MS) === 0 && hoursFreeze({ name: 'A', hours }, change.zone, ms, true) === null,
      )
      const isRight =
        periods.every((each) => each.every((period) => period.from < period.until)) &&
        found.every((minutes) => minutes.join() === expected.join()) &&
        allowed.join() === expected.filter((ms) => ms % (15 * MINUTE_MS) === 0).join()
      return isRight ? [] : [`${change.zone} ${from.toString()} to ${until.toString()}`]
    }),
  )
  expect(wrong).toEqual([])
})

test.each<[string, (wall: Temporal.PlainDateTime) => boolean]>([
  ['*/15 * * * *', ({ minute }) => minute % 15 < 5],
  ['7,37 * * * *', ({ minute }) => minute % 30 >= 7 && minute % 30 < 12],
  ['0 * * * *', ({ minute }) => minute < 5],
  ['50-55 * * * *', ({ minute }) => minute >= 50],
])('%s for five minutes is neither lost nor doubled', (expression, isExpected) => {
  const cron = parseCron(expression)
  if (cron === undefined) throw new Error(expression)
  const wrong = CHANGES.filter((change) => {
    const periods = periodsBetween(
      { kind: 'cron', cron, lastsMs: 5 * MINUTE_MS },
      change.zone,
      change.at - DAY_MS,
      change.at + DAY_MS,
    )
    const isOrdered = periods.every(({ from }, index) => from > (periods[index - 1]?.until ?? -Infinity))
    const found = minutesWhere(change, (ms) => isWithin(periods, ms))
    const expected = minutesWhere(change, (ms) => isExpected(shown(change, ms)))
    // A period that is running when the clocks change lasts as long as any other.
    const differing = found
      .filter((ms) => !expected.includes(ms))
      .concat(expected.filter((ms) => !found.includes(ms)))
    return !isOrdered || differing.some((ms) => Math.abs(ms - change.at) > 10 * MINUTE_MS)
  })
  expect(wrong).toEqual([])
})

test('a time of day comes once a day, and the newest is the one that came next', () => {
  const wrong = CHANGES.flatMap((change) =>
    spansOf(change).flatMap(([wall]) => {
      const cadence = { kind: 'daily', at: [time(wall)] } as const
      const times: number[] = []
      for (let now = change.at - 2 * DAY_MS; now < change.at + 2 * DAY_MS; now = times.at(-1) ?? now)
        times.push(nextTime(cadence, change.zone, 0, now))
      const isRight = times.every(
        (at, index) =>
          latestTime(cadence, change.zone, 0, at) === at &&
          (index === 0 || Math.abs(at - (times[index - 1] ?? 0) - DAY_MS) <= 3 * HOUR_MS),
      )
      return isRight ? [] : [`${change.zone} ${wall.toString()}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('overlapping beginnings are one period in every zone, at every minute of a change', () => {
  const cron = parseCron('* 0-5 * * *')
  if (cron === undefined) throw new Error('no cron')
  const schedule: Schedule = { kind: 'cron', cron, lastsMs: 5 * MINUTE_MS }
  const wrong = CHANGES.filter((change) => {
    const day = (isGap(change) ? change.after : change.before).toPlainDate()
    const noon = day.toZonedDateTime({ timeZone: change.zone, plainTime: '12:00' }).epochMilliseconds
    const own = periodsBetween(schedule, change.zone, noon - DAY_MS / 2, noon)
    const isOfOne = own.every((period) =>
      [period.from, (period.from + period.until) / 2, period.until - 1].every(
        (ms) => periodAt(schedule, change.zone, ms)?.from === period.from,
      ),
    )
    return own.length > 2 || !isOfOne
  })
  expect(wrong).toEqual([])
})

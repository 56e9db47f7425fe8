import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketEnd, countRanges, GRAINS_MS } from '../../../src/adapters/store/count-ranges.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const EVERYTHING = { minutesAfter: 0, hoursAfter: 0 }
const T = Date.UTC(2026, 2, 15)

describe('the buckets of a window', () => {
  it.each([
    ['an hour on the hour is one bucket', T, T + HOUR_MS, ['hour']],
    ['five minutes are minutes', T + MINUTE_MS, T + 6 * MINUTE_MS, ['minute']],
    ['a day from noon to noon is two runs of hours', T + 12 * HOUR_MS, T + 36 * HOUR_MS, ['hour']],
    ['three days from midnight are days', T, T + 3 * DAY_MS, ['day']],
    [
      'days stand between hours and minutes',
      T - DAY_MS + 90 * MINUTE_MS,
      T + 3 * DAY_MS + 90 * MINUTE_MS,
      ['minute', 'hour', 'day', 'hour', 'minute'],
    ],
    ['nothing is in no time', T, T, []],
  ])('%s', (_, from, to, expected) => {
    const names = new Map<number, string>([
      [MINUTE_MS, 'minute'],
      [HOUR_MS, 'hour'],
      [DAY_MS, 'day'],
    ])
    expect(countRanges(from, to, EVERYTHING).map(({ grainMs }) => names.get(grainMs))).toEqual(expected)
  })

  it('are coarser where minutes are forgotten, and let nothing go early', () => {
    const kept = { minutesAfter: T, hoursAfter: T - 100 * DAY_MS }
    const from = T - 10 * DAY_MS + 90 * MINUTE_MS
    expect(countRanges(from, T + MINUTE_MS, kept)[0]).toMatchObject({
      grainMs: HOUR_MS,
      after: T - 10 * DAY_MS + HOUR_MS,
    })
  })

  it('make up exactly the window, each moment once', () => {
    const time = fc.integer({ min: T - 5 * DAY_MS, max: T + 5 * DAY_MS })
    fc.assert(
      fc.property(time, time, time, (a, b, at) => {
        const [from, to] = a < b ? [a, b] : [b, a]
        const ranges = countRanges(from, to, EVERYTHING)
        const holding = ranges.filter(({ grainMs, after, upTo }) => {
          const end = bucketEnd(at, grainMs)
          return end > after && end <= upTo
        })
        const minute = bucketEnd(at, MINUTE_MS)
        const inside = minute > bucketEnd(from, MINUTE_MS) && minute <= bucketEnd(to, MINUTE_MS)
        expect(holding).toHaveLength(inside ? 1 : 0)
        for (const { grainMs, after, upTo } of ranges) {
          expect(GRAINS_MS).toContain(grainMs)
          expect([after % grainMs, upTo % grainMs]).toEqual([0, 0])
        }
      }),
    )
  })
})

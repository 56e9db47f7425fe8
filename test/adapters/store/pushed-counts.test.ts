import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PushedCount } from '../../../src/core/budgets/pushed-counts.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { onEachStore } from './each-store.ts'

/** On the hour, at noon UTC. */
const NOW = Date.UTC(2026, 2, 15, 12)

const count = (at: number, good: number, total: number, key?: string): PushedCount => ({
  service: 'api',
  slo: 'availability',
  good,
  total,
  at,
  ...(key !== undefined && { key }),
})

onEachStore((current) => {
  const sum = (from: number, to: number) => current().pushedCounts.sum('api', 'availability', from, to)

  it('sums what happened after the beginning and up to the end', async () => {
    await current().pushedCounts.add([
      count(NOW - HOUR_MS, 1, 1),
      count(NOW - HOUR_MS + 1, 20, 20),
      count(NOW, 300, 400),
      count(NOW + 1, 5_000, 5_000),
    ])
    expect(await sum(NOW - HOUR_MS, NOW)).toEqual({ good: 320, total: 420 })
  })

  it('counts what was pushed this very minute', async () => {
    const now = NOW + 30_500
    await current().pushedCounts.add([count(now, 9, 10)])
    expect(await sum(now - 5 * MINUTE_MS, now)).toEqual({ good: 9, total: 10 })
  })

  it('says that nothing was pushed rather than zero', async () => {
    await current().pushedCounts.add([count(NOW - DAY_MS, 9, 10), count(NOW, 0, 0)])
    expect(await sum(NOW - HOUR_MS, NOW - MINUTE_MS)).toBeUndefined()
    expect(await sum(NOW - HOUR_MS, NOW)).toEqual({ good: 0, total: 0 })
    expect(await current().pushedCounts.sum('api', 'latency', 0, NOW)).toBeUndefined()
  })

  it('counts a key once for each SLO, in one push and in later ones', async () => {
    const { pushedCounts } = current()
    const other = { ...count(NOW, 1, 1, 'k1'), slo: 'latency' }
    expect(await pushedCounts.add([count(NOW, 1, 1, 'k1'), count(NOW, 1, 1, 'k1'), other])).toEqual({
      added: 2,
      repeated: 1,
    })
    expect(await pushedCounts.add([count(NOW, 1, 1, 'k1'), count(NOW, 2, 2), count(NOW, 2, 2)])).toEqual({
      added: 2,
      repeated: 1,
    })
    expect(await sum(NOW - HOUR_MS, NOW)).toEqual({ good: 5, total: 5 })
  })

  it('remembers a key for seven days after it was pushed, however late its count was', async () => {
    const { pushedCounts } = current()
    const late = count(NOW - 30 * DAY_MS, 1, 1, 'late')
    await pushedCounts.add([late])
    await pushedCounts.thin(NOW)
    await pushedCounts.thin(NOW + 7 * DAY_MS - 1)
    expect(await pushedCounts.add([late])).toEqual({ added: 0, repeated: 1 })
    await pushedCounts.thin(NOW + 7 * DAY_MS)
    expect(await pushedCounts.add([late])).toEqual({ added: 1, repeated: 0 })
  })

  it('adds nothing for an empty push', async () => {
    expect(await current().pushedCounts.add([])).toEqual({ added: 0, repeated: 0 })
  })

  it('knows exactly when the first count happened, also when it came late', async () => {
    const { pushedCounts } = current()
    expect(await pushedCounts.firstAt('api', 'availability')).toBeUndefined()
    await pushedCounts.add([count(NOW - 5_123, 1, 1)])
    expect(await pushedCounts.firstAt('api', 'availability')).toBe(NOW - 5_123)
    await pushedCounts.add([count(NOW - 40 * DAY_MS - 77, 1, 1)])
    await pushedCounts.thin(NOW)
    expect(await pushedCounts.firstAt('api', 'availability')).toBe(NOW - 40 * DAY_MS - 77)
  })

  it('knows the newest minutes with counts, or the newest hours of what comes more rarely', async () => {
    const { pushedCounts } = current()
    const newest = (slo = 'availability', to = NOW) => pushedCounts.newestTimes('api', slo, to, 2)
    expect(await newest()).toEqual([])
    const times = [NOW - 3 * MINUTE_MS, NOW - 10_000, NOW - HOUR_MS]
    await pushedCounts.add(times.map((at) => count(at, 0, 0)))
    expect(await newest()).toEqual([NOW, NOW - 3 * MINUTE_MS])
    expect(await newest('availability', NOW - 2 * MINUTE_MS)).toEqual([NOW - 3 * MINUTE_MS, NOW - HOUR_MS])
    const days = [1, 8, 15].map((ago) => NOW - ago * DAY_MS)
    await pushedCounts.add(days.map((at) => ({ ...count(at, 1, 1), slo: 'weekly' })))
    await pushedCounts.thin(NOW)
    expect(await newest('weekly')).toEqual([NOW - DAY_MS, NOW - 8 * DAY_MS])
  })

  it('forgets counts after 400 days', async () => {
    const { pushedCounts } = current()
    await pushedCounts.add([count(NOW - 402 * DAY_MS, 1, 1), count(NOW - 390 * DAY_MS, 2, 2)])
    await pushedCounts.thin(NOW)
    expect(await sum(NOW - 500 * DAY_MS, NOW)).toEqual({ good: 2, total: 2 })
    expect(await pushedCounts.firstAt('api', 'availability')).toBe(NOW - 390 * DAY_MS - 12 * HOUR_MS)
  })

  it('forgets them earlier where the configuration says so, and keeps a window of that length whole', async () => {
    const { pushedCounts } = current()
    await pushedCounts.add([count(NOW - 31 * DAY_MS, 1, 1), count(NOW - 30 * DAY_MS + HOUR_MS, 2, 2)])
    await pushedCounts.thin(NOW, 30 * DAY_MS)
    expect(await sum(NOW - 500 * DAY_MS, NOW)).toEqual({ good: 2, total: 2 })
    expect(await pushedCounts.firstAt('api', 'availability')).toBeLessThanOrEqual(NOW - 30 * DAY_MS)
  })

  describe('after minutes have aged', () => {
    const minutes = Array.from({ length: 6 * 60 }, (_, minute) =>
      count(NOW - 10 * DAY_MS + (minute + 1) * MINUTE_MS, 1, 1),
    )

    it.each([
      ['a window that begins on the hour is exact', 2 * HOUR_MS, 240],
      ['one that begins within an hour holds the whole hour', 2 * HOUR_MS + 59 * MINUTE_MS, 240],
      ['and lets it go when the hour is over', 3 * HOUR_MS, 180],
    ])('%s', async (_, afterMs, expected) => {
      const { pushedCounts } = current()
      await pushedCounts.add(minutes)
      await pushedCounts.thin(NOW)
      const found = await sum(NOW - 10 * DAY_MS + afterMs, NOW)
      expect(found).toEqual({ good: expected, total: expected })
    })

    it('late counts still find their hour', async () => {
      const { pushedCounts } = current()
      await pushedCounts.add(minutes)
      await pushedCounts.thin(NOW)
      await pushedCounts.add([count(NOW - 10 * DAY_MS + 90 * MINUTE_MS, 0, 1_000)])
      await pushedCounts.thin(NOW)
      expect(await sum(NOW - 11 * DAY_MS, NOW)).toEqual({ good: 360, total: 1_360 })
    })
  })

  it('a count from 1970 is thinned as quickly as any other', async () => {
    const { pushedCounts } = current()
    await pushedCounts.add([count(5, 1, 1), count(NOW, 1, 1)])
    await pushedCounts.thin(NOW)
    expect(await sum(0, NOW)).toEqual({ good: 1, total: 1 })
  })
})

describe('pushes, thinning and sums in any order', () => {
  const MINUTES_KEPT_MS = 3 * DAY_MS + HOUR_MS
  const ago = fc.integer({ min: 0, max: 40 * DAY_MS })
  const push = fc.record({
    kind: fc.constant('push' as const),
    agoMs: ago,
    good: fc.integer({ min: 0, max: 100 }),
    bad: fc.integer({ min: 0, max: 100 }),
    key: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }),
  })
  const thin = fc.record({ kind: fc.constant('thin' as const), afterMs: fc.integer({ min: 0, max: DAY_MS }) })
  const ask = fc.record({ kind: fc.constant('ask' as const), fromAgoMs: ago, lengthMs: ago })

  it('the sum equals that of a list of all counts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 4, arbitrary: push }, thin, ask), { maxLength: 40 }),
        async (steps) => {
          const store = await openStore({ path: ':memory:' })
          try {
            const listed: PushedCount[] = []
            const keys = new Set<string>()
            let minutesAfter = 0
            for (const step of steps) {
              if (step.kind === 'push') {
                const pushed = count(NOW - step.agoMs, step.good, step.good + step.bad, step.key)
                const repeated = step.key !== undefined && keys.has(step.key)
                if (!repeated) listed.push(pushed)
                if (step.key !== undefined) keys.add(step.key)
                expect(await store.pushedCounts.add([pushed])).toEqual(
                  repeated ? { added: 0, repeated: 1 } : { added: 1, repeated: 0 },
                )
              } else if (step.kind === 'thin') {
                const at = NOW + step.afterMs
                await store.pushedCounts.thin(at)
                minutesAfter = Math.max(minutesAfter, Math.floor((at - MINUTES_KEPT_MS) / HOUR_MS) * HOUR_MS)
              } else {
                const from = NOW - step.fromAgoMs
                const to = from + step.lengthMs
                const edge = (at: number): number =>
                  at >= minutesAfter
                    ? Math.ceil(at / MINUTE_MS) * MINUTE_MS
                    : Math.floor(at / HOUR_MS) * HOUR_MS
                const inside = listed.filter(({ at }) => at > edge(from) && at <= edge(to))
                const expected =
                  inside.length === 0
                    ? undefined
                    : {
                        good: inside.reduce((good, each) => good + each.good, 0),
                        total: inside.reduce((total, each) => total + each.total, 0),
                      }
                expect(await store.pushedCounts.sum('api', 'availability', from, to)).toEqual(expected)
              }
            }
          } finally {
            await store.close()
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

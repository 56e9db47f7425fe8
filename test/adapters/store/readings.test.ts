import { describe, expect, it } from 'vitest'
import type { MeasuredReading, MissingReading } from '../../../src/core/budgets/reading.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { onEachStore } from './each-store.ts'

const NOW = Date.UTC(2026, 2, 15, 12)

const measured = (at: number, remainingRatio = 0.42, slo = 'availability'): MeasuredReading => ({
  kind: 'measured',
  service: 'api',
  slo,
  at,
  good: 99_710,
  total: 100_000,
  errorRatio: 0.0029,
  remainingRatio,
  burnRates: { '5m': 0.5, '1h': 1.25, '6h': 2, '1d': null, '3d': 0 },
  spentLastDayRatio: 0.031,
  exhaustsInMs: 1_234_567.891,
  coverage: 0.97,
  newestAt: at - 15_000,
})
const bare = (at: number): MeasuredReading => ({
  ...measured(at),
  good: null,
  total: null,
  spentLastDayRatio: null,
  exhaustsInMs: null,
})
const missing = (at: number): MissingReading => ({
  kind: 'missing',
  service: 'api',
  slo: 'availability',
  at,
  reason: 'source_timeout',
  detail: 'no answer within 10 s',
})

onEachStore((current) => {
  it('gives readings back as they were', async () => {
    const { readings } = current()
    const added = [measured(NOW - 2), bare(NOW - 1)]
    await readings.add(added)
    expect(await readings.between('api', 'availability', 0, NOW)).toEqual(added)
  })

  it('gives all readings of a time, whatever the SLO, missing ones too', async () => {
    const { readings } = current()
    const added = [measured(NOW - 2), missing(NOW - 1), measured(NOW - 1, 0.4, 'latency'), measured(NOW)]
    await readings.add([measured(NOW - 3), ...added, measured(NOW + 1)])
    expect(await readings.during(NOW - 3, NOW)).toEqual(added)
  })

  it('picks of each step the last reading, and the one with the least left or the fastest burn', async () => {
    const { readings } = current()
    const at = (hours: number): number => NOW - (NOW % DAY_MS) + hours * HOUR_MS
    const burning = (one: MeasuredReading, rate: number | null): MeasuredReading => ({
      ...one,
      burnRates: { ...one.burnRates, '1h': rate },
    })
    const low = burning(measured(at(1), 0.2), 1)
    const fast = burning(measured(at(2), 0.7), 9)
    const last = burning(measured(at(3), 0.6), null)
    const next = [burning(measured(at(25), 0.7), null), burning(measured(at(26), 0.6), null)]
    await readings.add([low, fast, last, ...next, missing(at(4))])
    const steps = { from: at(0), to: at(48), stepMs: DAY_MS }
    const spaced = (beside: 'least-left' | 'fastest-burn', within = steps) =>
      readings.spaced('api', 'availability', { ...within, beside })
    expect(await spaced('least-left')).toEqual([low, last, next[1]])
    expect(await spaced('fastest-burn')).toEqual([fast, last, next[1]])
    expect(await spaced('least-left', { ...steps, from: at(1), to: at(25) })).toEqual([last, next[0]])
  })

  it('knows the newest reading of each SLO, measured or missing', async () => {
    const { readings } = current()
    const stopped: MissingReading = {
      ...missing(NOW),
      slo: 'errors',
      reason: 'data_stopped',
      newestAt: NOW - DAY_MS,
    }
    await readings.add([stopped])
    expect(await readings.latest()).toEqual([stopped])
    await readings.add([measured(NOW - 5), missing(NOW), measured(NOW - 1, 0.3, 'latency')])
    await readings.add([measured(NOW - 9, 0.9, 'latency')])
    expect(await readings.latest()).toEqual([stopped, missing(NOW), measured(NOW - 1, 0.3, 'latency')])
  })

  it('knows what each day spent, as it was read a day apart', async () => {
    const { readings } = current()
    const spent = (at: number, spentLastDayRatio: number): MeasuredReading => ({
      ...measured(at),
      spentLastDayRatio,
    })
    await readings.add([
      spent(NOW, 0.01),
      spent(NOW - HOUR_MS / 2, 0.5),
      spent(NOW - DAY_MS - HOUR_MS, 0.02),
      spent(NOW - 2 * DAY_MS - 2 * HOUR_MS, 0.7),
      missing(NOW - 3 * DAY_MS),
      spent(NOW - 4 * DAY_MS, 0.05),
    ])
    expect(await readings.dailySpends('api', 'availability', NOW, 4)).toEqual([0.01, 0.02, null, null])
    expect(await readings.dailySpends('api', 'availability', NOW, 5)).toEqual([0.01, 0.02, null, null, 0.05])
  })

  it('takes the second of two readings at one time', async () => {
    const { readings } = current()
    await readings.add([missing(NOW), measured(NOW, 0.1)])
    await readings.add([measured(NOW, 0.2)])
    expect(await readings.latest()).toEqual([measured(NOW, 0.2)])
  })

  it('leaves the beginning of a time out and takes its end in', async () => {
    const { readings } = current()
    await readings.add([measured(1), measured(2), missing(3), measured(4), measured(5)])
    const found = await readings.between('api', 'availability', 1, 4)
    expect(found.map(({ at }) => at)).toEqual([2, 4])
    expect(await readings.between('api', 'unheard-of', 1, 4)).toEqual([])
  })

  describe('the nearest reading', () => {
    it.each([
      ['is the one before when that is nearer', 104, 10, 100],
      ['is the one after when that is nearer', 106, 10, 110],
      ['is the older of two equally near ones', 105, 10, 100],
      ['may be at the very time', 110, 0, 110],
      ['is none when all are too far', 125, 10, undefined],
      ['may be exactly as far as allowed', 120, 10, 110],
      ['is never a missing one', 151, 60, 110],
    ])('%s', async (_, at, toleranceMs, expected) => {
      const { readings } = current()
      await readings.add([measured(100), measured(110), missing(150)])
      expect((await readings.near('api', 'availability', at, toleranceMs))?.at).toBe(expected)
    })
  })

  describe('the budget has been spent', () => {
    it.each([
      ['since the first reading at zero', [0.2, 0, -0.1], 1],
      ['not when the newest has some left', [0, -0.1, 0.01], undefined],
      ['since it was spent again', [-0.1, 0.1, -0.1, -0.2], 2],
      ['since ever, as far as is known', [-0.1, -0.2], 0],
      ['when what is left is binary noise', [0.1, 1e-12], 1],
      ['never without a reading', [], undefined],
      ['throughout a missing reading', [0.1, -0.1, 'missing', -0.2], 1],
      ['while the newest is missing', [0.1, -0.1, 'missing'], 1],
    ])('%s', async (_, ratios, expected) => {
      const { readings } = current()
      await readings.add(
        ratios.map((ratio, at) => (typeof ratio === 'number' ? measured(at, ratio) : missing(at))),
      )
      expect(await readings.exhaustedSince('api', 'availability')).toBe(expected)
    })
  })

  describe('as they age', () => {
    const left = async (): Promise<readonly number[]> => {
      const found = await current().readings.between('api', 'availability', 0, NOW)
      return found.map(({ at }) => (NOW - at) / MINUTE_MS)
    }
    const hoursAgo = (hours: number): number => NOW - hours * HOUR_MS

    it('all stay for two days', async () => {
      const { readings } = current()
      await readings.add([0, 1, 2].map((minute) => measured(hoursAgo(48) + minute * MINUTE_MS)))
      await readings.thin(NOW)
      expect(await left()).toHaveLength(3)
    })

    it('the last of each five minutes stays for two weeks', async () => {
      const { readings } = current()
      const start = hoursAgo(60)
      await readings.add([0, 1, 4, 5, 9].map((minute) => measured(start + minute * MINUTE_MS)))
      await readings.thin(NOW)
      expect(await left()).toEqual([60 * 60 - 4, 60 * 60 - 9])
    })

    it('the last of each hour stays for 400 days', async () => {
      const { readings } = current()
      const start = hoursAgo(15 * 24)
      await readings.add([0, 10, 59, 60].map((minute) => measured(start + minute * MINUTE_MS)))
      await readings.add([measured(NOW - 400 * DAY_MS - 1)])
      await readings.thin(NOW)
      expect(await left()).toEqual([15 * 24 * 60 - 59, 15 * 24 * 60 - 60])
    })

    it('all are forgotten earlier where the configuration says so', async () => {
      const { readings } = current()
      await readings.add([measured(hoursAgo(31 * 24)), measured(hoursAgo(29 * 24))])
      await readings.thin(NOW, 30 * DAY_MS)
      expect(await left()).toEqual([29 * 24 * 60])
    })

    it('a measured one outlives a missing one', async () => {
      const { readings } = current()
      const start = hoursAgo(60)
      await readings.add([measured(start), missing(start + MINUTE_MS), missing(start + 5 * MINUTE_MS)])
      await readings.thin(NOW)
      expect(await left()).toEqual([3600])
      expect(await readings.latest()).toEqual([missing(start + 5 * MINUTE_MS)])
    })

    it('thinning every hour leaves the same as thinning once', async () => {
      const { readings } = current()
      const all = Array.from({ length: 17 * 24 * 12 }, (_, index) => measured(NOW - index * 5 * MINUTE_MS))
      await readings.add(all)
      for (let at = NOW - 20 * DAY_MS; at < NOW; at += 7 * HOUR_MS) await readings.thin(at)
      await readings.thin(NOW)
      const often = await left()
      await readings.thin(NOW)
      expect(await left()).toEqual(often)
      // 14 days of five minutes and three days of hours; the reading at each bucket's end begins the next.
      expect(often).toHaveLength(14 * 24 * 12 + 1 + 3 * 24 - 1 + 1)
    })

    it('one from 1970 costs no more than any other', async () => {
      const { readings } = current()
      await readings.add([measured(5), measured(NOW)])
      await readings.thin(NOW)
      expect(await left()).toEqual([0])
    })
  })
})

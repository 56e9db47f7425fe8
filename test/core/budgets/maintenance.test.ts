import { describe, expect, test } from 'vitest'
import { excludingMaintenance } from '../../../src/core/budgets/excluding-maintenance.ts'
import { maintenanceBetween, type MaintenanceWindow } from '../../../src/core/budgets/maintenance.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { SliSample, SliSource } from '../../../src/core/budgets/sli-source.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { parseCron } from '../../../src/core/kernel/time/cron.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { overEach } from '../../support/questions.ts'

/** Noon UTC of a Sunday. */
const AT = Date.UTC(2026, 2, 15, 12)

function slo(name = 'availability', more: Partial<Slo> = {}): Slo {
  const objective = parseObjective('99')
  if (objective === undefined) throw new Error('99 is an objective')
  const sli = { kind: 'pushed' } as const
  return { service: 'shop', name, title: name, objective, window: rolling(7 * DAY_MS), sli, ...more }
}

const window = (
  schedule: MaintenanceWindow['schedule'],
  more: Partial<MaintenanceWindow> = {},
): MaintenanceWindow => ({
  name: 'm',
  reason: 'r',
  schedule,
  timeZone: 'UTC',
  services: null,
  slos: null,
  ...more,
})
const daily = (start: string, lastsMs: number, more: Partial<MaintenanceWindow> = {}): MaintenanceWindow => {
  const cron = parseCron(start)
  if (cron === undefined) throw new Error(`${start} is no cron expression`)
  return window({ kind: 'cron', cron, lastsMs }, more)
}
const once = (from: string, until: string, more: Partial<MaintenanceWindow> = {}): MaintenanceWindow =>
  window({ kind: 'once', from, until }, more)

describe('when an SLO was in maintenance', () => {
  const shown = (windows: readonly MaintenanceWindow[], one = slo()): readonly string[] =>
    maintenanceBetween(
      windows,
      AT - 2 * DAY_MS,
      AT,
    )(one).map(({ from, until }) =>
      [from, until].map((ms) => new Date(ms).toISOString().slice(5, 16)).join(' to '),
    )
  test.each<readonly [string, readonly MaintenanceWindow[], readonly string[]]>([
    [
      'each night',
      [daily('0 2 * * *', HOUR_MS)],
      ['03-14T02:00 to 03-14T03:00', '03-15T02:00 to 03-15T03:00'],
    ],
    [
      'periods that overlap or meet are one',
      [
        once('2026-03-14T01:00', '2026-03-14T02:00'),
        once('2026-03-14T02:00', '2026-03-14T04:00'),
        once('2026-03-14T03:00', '2026-03-14T03:30'),
      ],
      ['03-14T01:00 to 03-14T04:00'],
    ],
    [
      'one that began before and one that goes on',
      [once('2026-03-10T00:00', '2026-03-13T13:00'), once('2026-03-15T11:00', '2026-03-15T13:00')],
      ['03-10T00:00 to 03-13T13:00', '03-15T11:00 to 03-15T13:00'],
    ],
    [
      'not those that are over or to come',
      [once('2026-03-10T00:00', '2026-03-13T12:00'), once('2026-03-15T12:00', '2026-03-15T13:00')],
      [],
    ],
    ['not those of other services', [daily('0 2 * * *', HOUR_MS, { services: ['search'] })], []],
    ['not those of other SLOs', [daily('0 2 * * *', HOUR_MS, { slos: ['latency'] })], []],
    [
      'on the clock of its own zone, an hour earlier in UTC since the change in New York',
      [
        window(
          {
            kind: 'weekly',
            from: { weekday: 7, time: '01:00' },
            until: { weekday: 7, time: '04:00' },
          },
          { timeZone: 'America/New_York' },
        ),
      ],
      ['03-15T05:00 to 03-15T08:00'],
    ],
  ])('%s', (_, windows, periods) => {
    expect(shown(windows)).toEqual(periods)
  })
})

describe('pushed counts', () => {
  /** A hundred each hour, all bad in maintenance and ten bad in one hour of another day. */
  async function pushed() {
    const store = await openStore({ path: ':memory:' })
    const night = (at: number): boolean => new Date(at).getUTCHours() === 2
    const counts = Array.from({ length: 7 * 24 }, (_, hour) => AT - hour * HOUR_MS - 30 * MINUTE_MS)
    await store.pushedCounts.add(
      counts.map((at, hour) => {
        const good = night(at) ? 0 : hour === 30 ? 90 : 100
        return { service: 'shop', slo: 'availability', good, total: 100, at }
      }),
    )
    return store
  }
  const NIGHTS = [daily('0 2 * * *', HOUR_MS)]

  test('seven nights of an hour leave 16,100 of 16,800 events, ten of them bad', async () => {
    const store = await pushed()
    const source = excludingMaintenance(pushedSource(store.pushedCounts), () => NIGHTS)
    const measurement = (await source.measure([questionOf(slo(), AT)], AT)).get('shop/availability')
    const reading = readingOf(slo(), measurement ?? { samples: new Map() }, AT)
    expect(reading).toMatchObject({ good: 16_090, total: 16_100, excludedMs: 7 * HOUR_MS })
    await store.close()
  })

  test('counts that come late are left out as well', async () => {
    const store = await pushed()
    const source = excludingMaintenance(pushedSource(store.pushedCounts), () => NIGHTS)
    const one = slo()
    await source.measure([questionOf(one, AT)], AT)
    const at = Date.UTC(2026, 2, 12, 2, 45)
    await store.pushedCounts.add([{ service: 'shop', slo: 'availability', good: 0, total: 50, at }])
    const sample = (await source.measure([questionOf(one, AT)], AT)).get('shop/availability')
    expect(sample?.samples.get(7 * DAY_MS)).toEqual({ kind: 'counts', good: 16_090, total: 16_100 })
    await store.close()
  })

  test('the reading keeps what was left out', async () => {
    const store = await pushed()
    const source = excludingMaintenance(pushedSource(store.pushedCounts), () => NIGHTS)
    const measurement = (await source.measure([questionOf(slo(), AT)], AT)).get('shop/availability')
    const reading = readingOf(slo(), { ...(measurement ?? { samples: new Map() }), warning: 'w' }, AT)
    await store.readings.add([reading])
    expect(await store.readings.latest()).toEqual([reading])
    expect(reading).toMatchObject({ excludedMs: 7 * HOUR_MS, warning: 'w' })
    await store.close()
  })
})

describe('what a source is asked', () => {
  const queried = { kind: 'events', source: 'main', good: 'a', total: 'b' } as const
  /** Ten events in an hour, all good; fails at the times that are set. */
  function hourly(failingAt: ReadonlySet<number> = new Set()): SliSource & { readonly at: number[] } {
    const at: number[] = []
    return {
      at,
      measure: (questions, time) => {
        at.push(time)
        return Promise.resolve(
          new Map(
            questions.map(({ slo: one, lookbacksMs }) => [
              sloKey(one),
              {
                samples: new Map(
                  lookbacksMs.map((ms): [number, SliSample] => {
                    const total = (10 * ms) / HOUR_MS
                    return failingAt.has(time)
                      ? [ms, { kind: 'missing', reason: 'source_timeout', detail: 'slow' }]
                      : [ms, { kind: 'counts', good: total, total }]
                  }),
                ),
              },
            ]),
          ),
        )
      },
    }
  }

  test('nothing further where nothing is configured', async () => {
    const source = hourly()
    await excludingMaintenance(source, () => []).measure(overEach([slo()], [DAY_MS]), AT)
    expect(source.at).toEqual([AT])
  })

  test('all SLOs together, at the end of each period', async () => {
    const source = hourly()
    const slos = [slo('a', { sli: queried }), slo('b', { sli: queried })]
    await excludingMaintenance(source, () => [daily('0 2 * * *', HOUR_MS)]).measure(
      overEach(slos, [2 * DAY_MS]),
      AT,
    )
    expect(source.at).toEqual([AT, Date.UTC(2026, 2, 15, 3), Date.UTC(2026, 2, 14, 3)])
  })

  test('of a source that fails, no further times; the figure is missing, and complete at the next poll', async () => {
    const newest = Date.UTC(2026, 2, 15, 3)
    const failing = new Set([newest])
    const source = hourly(failing)
    const subject = excludingMaintenance(source, () => [daily('0 2 * * *', HOUR_MS)])
    const one = slo('a', { sli: queried })
    const over = overEach([one], [7 * DAY_MS])
    const first = (await subject.measure(over, AT)).get('shop/a')?.samples.get(7 * DAY_MS)
    expect(first).toEqual({
      kind: 'missing',
      reason: 'source_timeout',
      detail: 'what happened in maintenance: slow',
    })
    expect(source.at).toHaveLength(1 + 4)
    failing.clear()
    source.at.length = 0
    const second = (await subject.measure(over, AT)).get('shop/a')?.samples.get(7 * DAY_MS)
    expect(second).toMatchObject({ kind: 'counts', total: 10 * (7 * 24 - 7) })
    // The one that failed, and the three that had not been asked for.
    expect(source.at).toHaveLength(1 + 4)
  })

  test('the last 400 periods of very many, and a warning', async () => {
    const source = hourly()
    const one = slo('a', { sli: queried, window: rolling(30 * DAY_MS) })
    const subject = excludingMaintenance(source, () => [daily('0 * * * *', 6 * MINUTE_MS)])
    const found = (await subject.measure(overEach([one], [30 * DAY_MS]), AT)).get('shop/a')
    expect(source.at).toHaveLength(401)
    expect(found).toMatchObject({
      excludedMs: 400 * 6 * MINUTE_MS,
      warning: 'only the last 400 periods of maintenance are left out',
    })
  })

  test('what the source has forgotten is not taken away from what it knows', async () => {
    const source = hourly()
    const halfCovered: SliSource = {
      measure: async (questions, at) =>
        new Map(
          [...(await source.measure(questions, at))].map(([key, found]) => [
            key,
            { ...found, coverage: 0.5 },
          ]),
        ),
    }
    const one = slo('a', { sli: queried, window: rolling(4 * DAY_MS) })
    const subject = excludingMaintenance(halfCovered, () => [daily('0 2 * * *', HOUR_MS)])
    const found = (await subject.measure(overEach([one], [4 * DAY_MS]), AT)).get('shop/a')
    expect(found?.excludedMs).toBe(2 * HOUR_MS)
  })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import type { BurnDownName } from '../../../src/core/kernel/picture-name.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { burnDown } from '../../../src/core/pictures/burn-down.ts'
import type { BurnDown } from '../../../src/core/pictures/picture.ts'
import { aRollout, monthOfReadings, platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform, service, slo, WINDOW_MS } from '../../support/platform.ts'

const GATE_PASS = {
  service: GATEWAY,
  environment: 'production',
  revision: 'v9',
  occasion: 'run/7/1',
  change: 'feature',
  level: 'HEALTHY',
  requestId: null,
  token: 'ci',
}

let platform: Platform
let at: number
beforeEach(async () => {
  platform = await platformWithMonth()
  at = platform.clock.now()
})
afterEach(() => platform.close())

const pictured = async (name: Partial<BurnDownName> = {}): Promise<BurnDown> => {
  const picture = await burnDown(platform.everything, { kind: 'burn-down', service: GATEWAY, at, ...name })
  if (picture === null) throw new Error('there is no picture')
  return picture
}

it('goes from the beginning of the window to its share of what is ahead', async () => {
  const { from, until, points, objective, window } = await pictured()
  expect({ from, until, objective, window }).toEqual({
    from: at - WINDOW_MS,
    until: at + 10 * DAY_MS,
    objective: 99.5,
    window: '30d',
  })
  expect(points.at(-1)).toEqual({ at, remainingRatio: monthOfReadings(at).at(-1)?.remainingRatio })
})

it('shows incidents and deployments as they were known then', async () => {
  const during = at - WINDOW_MS + 26 * DAY_MS + 14 * HOUR_MS
  const { incidents, deployments, points } = await pictured({ at: during })
  expect(incidents.map(({ id, until }) => [id, until === null])).toEqual([
    ['i_6', false],
    ['i_15', false],
    ['i_26', true],
  ])
  expect(deployments.map(({ revision, state }) => `${revision} ${state}`)).toEqual([
    'v2.0.0 finished',
    'v2.1.0 failed',
    'v2.2.0 finished',
    'v2.3.0 rolled_back',
    'v2.4.0 finished',
  ])
  expect(points.at(-1)?.at).toBe(during)
  const before = await pictured({ at: deployments[1]?.at ?? 0 })
  expect(before.deployments.at(-1)).toMatchObject({ revision: 'v2.1.0', state: 'running' })
})

it('shows a deployment that only the gate knows', async () => {
  const pass = { ...GATE_PASS, at: at - HOUR_MS }
  await platform.store.gatePasses.add([pass, { ...pass, environment: 'staging' }])
  const { deployments } = await pictured()
  expect(deployments.filter(({ state }) => state === 'unreported')).toMatchObject([
    { revision: 'v9', at: at - HOUR_MS },
  ])
})

it('leaves out what went to an environment that the gate does not guard', async () => {
  await platform.store.rollouts.save(
    aRollout({ id: 'ro_9', environment: 'staging', startedAt: at - HOUR_MS, endedAt: at }),
  )
  expect((await pictured()).deployments.map(({ id }) => id)).not.toContain('ro_9')
})

it('joins no readings over a time without any', async () => {
  const readings = monthOfReadings(at, 'billing')
  const gone = (reading: MeasuredReading): boolean =>
    reading.at > at - 5 * DAY_MS && reading.at < at - 3 * DAY_MS
  platform.services = [service('billing')]
  await platform.store.readings.add(readings.filter((reading) => !gone(reading)))
  const { points } = await pictured({ service: 'billing' })
  const [gap, ...others] = points.filter(({ remainingRatio }) => remainingRatio === null)
  expect(others).toEqual([])
  expect(gap?.at).toBeGreaterThan(at - 5 * DAY_MS)
  expect(gap?.at).toBeLessThan(at - 3 * DAY_MS)
})

it('begins its forecast at the newest reading, and says it in the same words as a report', async () => {
  const { forecast } = await pictured()
  const left = monthOfReadings(at).at(-1)?.remainingRatio
  expect(forecast?.days[0]).toEqual({ at, lowRatio: left, middleRatio: left, highRatio: left })
  expect(forecast?.days.map((day) => (day.at - at) / DAY_MS)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  for (const { lowRatio, middleRatio, highRatio } of forecast?.days ?? []) {
    expect(lowRatio).toBeLessThanOrEqual(middleRatio)
    expect(middleRatio).toBeLessThanOrEqual(highRatio)
  }
  expect(forecast?.words).toMatch(/at the rate of the last day; at the rates of the window’s days/)
})

it('forecasts nothing from figures that are old', async () => {
  const { forecast, until } = await pictured({ at: at + 3 * HOUR_MS })
  expect({ forecast, until }).toEqual({ forecast: null, until: at + 3 * HOUR_MS })
})

it('looks ahead to the end of a calendar window, and no further', async () => {
  const month = { kind: 'calendar', unit: 'month', timeZone: 'UTC' } as const
  platform.services = [{ ...service(GATEWAY), slos: [{ ...slo(GATEWAY, '99.5'), window: month }] }]
  const { from, until, forecast } = await pictured()
  expect(new Date(from).toISOString()).toBe('2025-10-01T00:00:00.000Z')
  expect(new Date(until).toISOString()).toBe('2025-11-01T00:00:00.000Z')
  expect(forecast?.days.at(-1)?.at).toBe(until)
  expect((await pictured({ days: 6 })).until).toBe(at + 2 * DAY_MS)
})

it('is of the SLO that decides where none is named, and of none that there is not', async () => {
  platform.services = [service(GATEWAY, ['99.5', '99'])]
  await platform.store.readings.add(monthOfReadings(at, GATEWAY, 'latency'))
  expect((await pictured()).slo).toBe('availability')
  expect((await pictured({ slo: 'latency' })).objective).toBe(99)
  const { everything } = platform
  const name = { kind: 'burn-down', service: GATEWAY, at } as const
  expect(await burnDown(everything, { ...name, slo: 'durability' })).toBeNull()
  expect(await burnDown(everything, { ...name, service: 'nobody' })).toBeNull()
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { burnRates } from '../../../src/core/pictures/burn-rates.ts'
import { monthOfReadings, platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform, service, slo } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await platformWithMonth()
})
afterEach(() => platform.close())

it('has the burn rates of the stored readings, and none where there is none', async () => {
  const at = platform.clock.now()
  const picture = await burnRates(platform.everything, { kind: 'burn-rates', service: GATEWAY, at })
  expect(picture?.from).toBe(at - 3 * DAY_MS)
  const stored = monthOfReadings(at).filter((reading) => reading.at > at - 3 * DAY_MS)
  expect(picture?.lines.map(({ lookback }) => lookback)).toEqual(['1h', '6h', '3d'])
  for (const { lookback, points } of picture?.lines ?? [])
    expect(points).toEqual(stored.map((one) => ({ at: one.at, burnRate: one.burnRates[lookback] })))
  const nobody = { kind: 'burn-rates', service: 'nobody', at } as const
  expect(await burnRates(platform.everything, nobody)).toBeNull()
})

it('keeps the peak of an outage that is shorter than its steps', async () => {
  const at = platform.clock.now()
  const picture = await burnRates(platform.everything, { kind: 'burn-rates', service: GATEWAY, at, days: 30 })
  const [hour] = picture?.lines ?? []
  const peak = Math.max(...monthOfReadings(at).map(({ burnRates: rates }) => rates['1h'] ?? 0))
  expect(Math.max(...(hour?.points ?? []).map(({ burnRate }) => burnRate ?? 0))).toBe(peak)
})

it('says above what rates the rules of the SLO fire, the highest first', async () => {
  const rule = { name: 'slow', severity: 'ticket', longMs: 6 * HOUR_MS, shortMs: null, factor: 6 } as const
  const burnRules = [
    rule,
    { ...rule, name: 'fast', severity: 'page', longMs: HOUR_MS, factor: 14.4 } as const,
  ]
  platform.services = [{ ...service(GATEWAY), slos: [{ ...slo(GATEWAY, '99.5'), burnRules }] }]
  const at = platform.clock.now()
  const picture = await burnRates(platform.everything, { kind: 'burn-rates', service: GATEWAY, at })
  expect(picture?.thresholds).toEqual([
    { severity: 'page', lookbackMs: HOUR_MS, burnRate: 14.4 },
    { severity: 'ticket', lookbackMs: 6 * HOUR_MS, burnRate: 6 },
  ])
})

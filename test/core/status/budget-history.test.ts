import { afterEach, expect, test } from 'vitest'
import { conditionOf } from '../../../src/config/policies/condition-reader.ts'
import type { ConditionYaml } from '../../../src/config/policies/condition-shape.ts'
import type { Level, Policy } from '../../../src/core/policy/policy.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

/** OPEN, and SHUT under a condition. */
function policyWith(when: ConditionYaml): Policy {
  const [open] = shippedPolicy.levels
  if (open === undefined) throw new Error('the shipped policy has no level')
  const shut: Level = { ...open, name: 'SHUT', when: conditionOf(when), freeze: true }
  return {
    ...shippedPolicy,
    name: 'test',
    recoverAfterMs: 0,
    levels: [{ ...open, name: 'OPEN' }, shut],
    notices: [],
  }
}

let platform: Platform
afterEach(() => platform.close())

async function levelsOver(policy: Policy, remaining: readonly number[], stepMs: number): Promise<string[]> {
  platform = await Platform.open(undefined, policy)
  platform.services = platform.services.map((one) => ({ ...one, policy: policy.name }))
  const levels: string[] = []
  for (const ratio of remaining) {
    platform.source.set(GATEWAY, ratio)
    const { statuses } = await platform.poll()
    levels.push(statuses[0]?.level ?? '')
    platform.clock.advance(stepMs)
  }
  return levels
}

test('a budget that stays spent is exhausted for longer from poll to poll, from the readings on record', async () => {
  const week = policyWith({ exhausted_for: '7d' })
  expect(await levelsOver(week, [0.1, 0, -0.1, -0.2, -0.2, 0.05, -0.1], 3 * DAY_MS)).toEqual([
    'OPEN', // something is left
    'OPEN', // spent since now
    'OPEN', // for three days
    'OPEN', // for six
    'SHUT', // for nine
    'OPEN', // something is left
    'OPEN', // spent since now
  ])
})

test('an objective that was hardly ever missed is known only when all of the period is on record', async () => {
  const rarely = policyWith({ missed: { within: '10d', below: 10 } })
  const days = [0.5, -0.1, ...Array.from({ length: 12 }, () => 0.5)]
  const levels = await levelsOver(rarely, days, DAY_MS)
  // One spent day of the ten or eleven on record is less than a tenth only when it is the eleventh.
  expect(levels.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 'OPEN'))
  expect(levels.at(-1)).toBe('SHUT')
})

test('a share of time with the objective missed is counted in hours, however dense the readings are', async () => {
  platform = await Platform.open()
  const at = platform.clock.now()
  const reading = (agoMs: number, remainingRatio: number) => ({
    kind: 'measured' as const,
    service: GATEWAY,
    slo: 'availability',
    at: at - agoMs,
    good: null,
    total: null,
    errorRatio: 0,
    remainingRatio,
    burnRates: { '5m': 0, '1h': 0, '6h': 0, '1d': 0, '3d': 0 },
    spentLastDayRatio: null,
    exhaustsInMs: null,
    coverage: 1,
  })
  const hourly = Array.from({ length: 100 }, (_, hours) => reading(hours * HOUR_MS, hours < 10 ? -1 : 1))
  const dense = Array.from({ length: 50 }, (_, seconds) => reading(50 * HOUR_MS + seconds * 1_000, 1))
  await platform.store.readings.add([...hourly, ...dense])
  const { readings } = platform.store
  const share = await readings.missedRatio(GATEWAY, 'availability', at - 100 * HOUR_MS, at)
  expect(share).toBeGreaterThan(0.09)
  expect(share).toBeLessThan(0.12)
  expect(await readings.missedRatio(GATEWAY, 'availability', at - 30 * DAY_MS, at)).toBeUndefined()
  expect(await readings.missedRatio('nobody', 'availability', at - DAY_MS, at)).toBeUndefined()
})

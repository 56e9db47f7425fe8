import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import type { PictureName } from '../../../src/core/kernel/picture-name.ts'
import { altTextOf } from '../../../src/core/pictures/alt-text.ts'
import { pictureCommands } from '../../../src/core/pictures/picture-commands.ts'
import type { Picture } from '../../../src/core/pictures/picture.ts'
import { platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform } from '../../support/platform.ts'

let platform: Platform
let at: number
beforeAll(async () => {
  platform = await platformWithMonth()
  at = platform.clock.now()
})
afterAll(() => platform.close())

async function named(name: PictureName): Promise<Picture> {
  const picture = await pictureCommands(platform.everything).named(name)
  if (picture === null) throw new Error('there is no picture')
  return picture
}

it('of a burn-down tells what was left, the levels, what happened and the forecast', async () => {
  const picture = await named({ kind: 'burn-down', service: GATEWAY, at })
  expect(altTextOf(picture)).toBe(
    [
      'Error budget of ML Inference Gateway, availability (99.5% over 30d): 99.9% was left on 2025-09-23 14:00 UTC, 22% on 2025-10-23 12:00 UTC.',
      'Levels: HEALTHY above 50%, WARNING from 50% to 30%, CRITICAL from 30% to 10% and EMERGENCY below 10%.',
      '3 incidents: HighErrorRate on 2025-09-30 01:00 UTC (16% of the budget), HighErrorRate on 2025-10-09 01:00 UTC (22% of the budget) and HighErrorRate on 2025-10-20 01:00 UTC (19% of the budget).',
      '5 deployments; v2.1.0 failed, begun on 2025-10-01 22:00 UTC and v2.3.0 was rolled back, begun on 2025-10-13 22:00 UTC.',
      'Forecast: spent in 31 days at the rate of the last day; at the rates of the window’s days in 4 days at the earliest, perhaps not at all.',
    ].join(' '),
  )
})

it('of a budget that has recovered tells the least that was left', async () => {
  const picture = await named({ kind: 'burn-down', service: GATEWAY, at })
  if (picture.kind !== 'burn-down') throw new Error('another picture')
  const points = [...picture.points, { at: at + DAY_MS, remainingRatio: 0.4 }]
  expect(altTextOf({ ...picture, points, deployments: [], incidents: [], forecast: null })).toMatch(
    /, 40% on 2025-10-24 12:00 UTC; the least was 22% on 2025-10-23 12:00 UTC\. .*No incidents\. No deployments\. There is no forecast\.$/,
  )
})

it('of a budget that was never measured says so', async () => {
  const picture = await named({ kind: 'burn-down', service: GATEWAY, at: at - 90 * DAY_MS })
  expect(altTextOf(picture)).toBe(
    'Error budget of ML Inference Gateway, availability (99.5% over 30d): nothing was measured from 2025-06-25 12:00 UTC to 2025-07-25 12:00 UTC.',
  )
})

it('of burn rates tells the newest and the highest over each lookback', async () => {
  const text = altTextOf(await named({ kind: 'burn-rates', service: GATEWAY, at, days: 30 }))
  expect(text).toContain('Over 1 hour: 0.21× on 2025-10-23 12:00 UTC, at most 53× on 2025-10-09 02:00 UTC.')
  expect(text).toMatch(/Over 3 days: 0\.21× .* No rule fires on them\.$/)
})

it('of a fleet tells of each service the level of today and the days at each', async () => {
  expect(altTextOf(await named({ kind: 'fleet', at }))).toBe(
    'Levels of 30 days: the worst level of each day, from 2025-09-24 00:00 UTC to 2025-10-23 12:00 UTC. ML Inference Gateway: CRITICAL on the last day; 4 days CRITICAL, 10 days WARNING and 16 days HEALTHY.',
  )
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { findShadow } from '../../../src/core/shadow/find-shadow.ts'
import { tellShadowWeek } from '../../../src/core/shadow/tell-week.ts'
import { anIncident } from '../../support/an-incident.ts'
import { DANA, OMAR, SOFIA } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
const inShadow = { ...service(GATEWAY), enforcement: 'shadow' } as const

beforeEach(async () => {
  platform = await Platform.open([inShadow, service('api-gateway')])
  await platform.settle(0.4)
})
afterEach(() => platform.close())

const report = async () => {
  const to = platform.clock.now()
  const [facts] = await findShadow(platform.store, platform.catalog, { from: to - 7 * DAY_MS, to })
  if (facts === undefined) throw new Error('nothing is in shadow')
  return facts
}

test('a deployment counts once however often it asks, by the strictest answer that it would have got', async () => {
  await platform.gate({ change: 'feature', revision: 'v1' })
  platform.clock.advance(MINUTE_MS)
  await platform.settle(0.18)
  await platform.gate({ change: 'feature', revision: 'v1' })
  await platform.gate({ change: 'feature', revision: 'v2', run: 'run-7' })
  await platform.request({ change: 'feature', revision: 'v2' })
  await platform.gate({ change: 'p0-hotfix', revision: 'v3', environment: 'staging' })
  expect(await report()).toMatchObject({
    deployments: 3,
    blocked: 2,
    asked: 0,
    level: 'CRITICAL',
    stopped: [
      { changeTitle: 'Feature release', revision: 'v1', decision: 'blocked', level: 'CRITICAL' },
      { changeTitle: 'Feature release', revision: 'v2', decision: 'blocked', level: 'CRITICAL' },
    ],
  })
})

test('it says who would have been asked, and how long such requests waited: unknown, or the median', async () => {
  await platform.gate({ change: 'feature', revision: 'v1' })
  expect((await report()).roles).toEqual(
    [
      { roleTitle: 'service-owner', times: 1, medianWaitSeconds: null },
      { roleTitle: 'senior-engineer', times: 1, medianWaitSeconds: null },
    ].map((one) => ({ ...one, roleTitle: expect.any(String) as string })),
  )

  await platform.settle(0.4, 'api-gateway')
  for (const [index, waitMs] of [10 * MINUTE_MS, 40 * MINUTE_MS, 5 * HOUR_MS].entries()) {
    const id = await platform.opened({
      service: 'api-gateway',
      change: 'feature',
      revision: `w${index}`,
      requestedBy: DANA,
    })
    await approve(platform.deps, id, OMAR)
    platform.clock.advance(waitMs)
    await platform.poll()
    await approve(platform.deps, id, SOFIA)
  }
  await platform.gate({ change: 'feature', revision: 'v2' })
  expect((await report()).roles.map(({ times, medianWaitSeconds }) => [times, medianWaitSeconds])).toEqual([
    [2, 2_400],
    [2, 2_400],
  ])
})

test('it names the incidents that began within a day after what it would have stopped', async () => {
  await platform.settle(0.18)
  await platform.gate({ change: 'feature', revision: 'v1' })
  const at = platform.clock.now()
  platform.clock.advance(2 * DAY_MS)
  const incidents = [
    anIncident({ id: 'i_1', startedAt: at - HOUR_MS, what: 'Before' }),
    anIncident({ id: 'i_2', startedAt: at + 2 * HOUR_MS, what: 'After', costRatio: 0.1 }),
    anIncident({ id: 'i_3', startedAt: at + 25 * HOUR_MS, what: 'Much later' }),
    anIncident({ id: 'i_4', startedAt: at + HOUR_MS, what: 'Elsewhere', service: 'api-gateway' }),
  ]
  for (const incident of incidents) await platform.store.incidents.save(incident)
  expect((await report()).incidents).toEqual([
    {
      startedAt: new Date(at + 2 * HOUR_MS).toISOString(),
      what: 'After',
      afterSeconds: 7_200,
      changeTitle: 'Feature release',
      revision: 'v1',
      costRatio: 0.1,
    },
  ])
})

test('the week is told on Monday at nine, once, in the channel of shadow', async () => {
  const told = async () => (await platform.owed()).filter(({ content }) => content.kind === 'shadow-digest')
  await tellShadowWeek(platform.everything)
  expect(await told()).toEqual([])
  await platform.gate({ change: 'feature', revision: 'v1' })
  platform.clock.advance(7 * DAY_MS)
  await tellShadowWeek(platform.everything)
  await tellShadowWeek(platform.everything)
  const [digest, ...others] = await told()
  expect(others).toEqual([])
  expect(digest?.address).toEqual({ kind: 'channel', purpose: 'shadow' })
  const to = new Date(String(digest?.content['to']))
  expect([to.getUTCDay(), to.getUTCHours()]).toEqual([1, 9])
  expect(digest?.content['services']).toMatchObject([{ service: GATEWAY, deployments: 1, asked: 1 }])
})

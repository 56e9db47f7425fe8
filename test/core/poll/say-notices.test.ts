import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Policy, PolicyNotice } from '../../../src/core/policy/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const FLAG_ROLLBACK: PolicyNotice = {
  name: 'flag-rollback',
  when: { kind: 'burn', overMs: 5 * MINUTE_MS, above: 10 },
  text: 'Roll back the newest feature flags.',
  webhook: true,
}
const policy: Policy = { ...shippedPolicy, notices: [FLAG_ROLLBACK] }

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY, ['99.5', '95'])], policy)
  await platform.settle(0.72)
})

afterEach(() => platform.close())

const said = async (): Promise<number> =>
  (await platform.owed()).filter(({ content }) => content.kind === 'policy-notice').length

async function burnsAt(rate: number, afterMs = MINUTE_MS): Promise<number> {
  platform.source.burnRate = rate
  platform.clock.advance(afterMs)
  await platform.poll()
  return said()
}

describe('a notice of the policy', () => {
  test('is said when its condition begins to hold, and not again while it holds', async () => {
    expect(await burnsAt(9)).toBe(0)
    expect(await burnsAt(11)).toBe(1)
    expect(await burnsAt(12)).toBe(1)
    expect(await burnsAt(11, HOUR_MS)).toBe(1)
  })

  test('of many services at once is one post, and on record for each', async () => {
    platform.services = Array.from({ length: 30 }, (_, index) => service(`s-${index}`))
    for (const { name } of platform.services) platform.source.set(name, 0.9)
    expect(await burnsAt(11)).toBe(0)
    const digests = (await platform.owed()).filter(({ content }) => content.kind === 'policy-notice-digest')
    expect(digests).toHaveLength(1)
    expect(digests[0]?.content['notices']).toHaveLength(30)
    expect(await platform.audit('notice_for_machines')).toHaveLength(30)
  })

  test('that flickers is said once', async () => {
    for (const rate of [11, 1, 11, 1, 11]) await burnsAt(rate)
    expect(await said()).toBe(1)
  })

  test('is posted again when it holds again after a while', async () => {
    await burnsAt(11)
    await burnsAt(1, 10 * MINUTE_MS)
    await burnsAt(1, 10 * MINUTE_MS)
    expect(await burnsAt(11)).toBe(2)
  })

  test('names the service, the SLO with the least budget, and what to do', async () => {
    platform.source.set(GATEWAY, 0.6, 'latency')
    await burnsAt(11)
    const [message] = (await platform.owed()).filter(({ content }) => content.kind === 'policy-notice')
    expect(message).toMatchObject({
      address: { kind: 'channel', purpose: 'incidents' },
      content: {
        serviceTitle: 'ML Inference Gateway',
        slo: 'latency',
        text: 'Roll back the newest feature flags.',
      },
    })
  })

  test('goes on record, told apart when machines are to hear of it', async () => {
    await burnsAt(11)
    expect(await platform.audit('notice_for_machines')).toMatchObject([
      { service: GATEWAY, data: { notice: 'flag-rollback' } },
    ])
    expect(await platform.audit('notice')).toEqual([])
  })
})

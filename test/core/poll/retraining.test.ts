import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { publishingAudit } from '../../../src/core/kernel/outbox/publish-events.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { GATEWAY, Platform, slo } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const RETRAINING: Policy['notices'][number] = {
  name: 'retraining',
  when: { kind: 'burn', overMs: DAY_MS, above: 1 },
  text: 'Retraining is asked for.',
  webhook: true,
  sliKind: 'quality',
}

const quality = (name: string): Slo => ({
  ...slo(GATEWAY, '99', name),
  sli: {
    kind: 'quality',
    source: 'main',
    gauge: 'model_prediction_accuracy',
    bound: 'at-least',
    limit: 0.92,
    by: 'time',
    everyMs: MINUTE_MS,
  },
})

let platform: Platform

beforeEach(async () => {
  const gateway = {
    name: GATEWAY,
    title: 'ML Inference Gateway',
    policy: shippedPolicy.name,
    slos: [slo(GATEWAY, '99.5'), quality('ranking'), quality('pricing')],
  }
  platform = await Platform.open([gateway], { ...shippedPolicy, notices: [RETRAINING] })
  for (const name of ['ranking', 'pricing']) platform.source.set(GATEWAY, 0.9, name)
  await platform.settle(0.9)
})

afterEach(() => platform.close())

async function burnsAt(rate: number, afterMs = MINUTE_MS): Promise<readonly unknown[]> {
  platform.source.burnRate = rate
  platform.clock.advance(afterMs)
  await platform.poll()
  return (await platform.audit('notice_for_machines')).map(({ data }) => data['slo'])
}

describe('retraining', () => {
  test('is asked for of each model below its threshold, and of no SLO of another kind', async () => {
    expect(await burnsAt(1)).toEqual([])
    expect(await burnsAt(1.2)).toEqual(['ranking', 'pricing'])
  })

  test('is asked for once for each breach', async () => {
    await burnsAt(1.2)
    expect(await burnsAt(1.5)).toHaveLength(2)
    expect(await burnsAt(1.2, HOUR_MS)).toHaveLength(2)
    await burnsAt(0.5, HOUR_MS)
    await burnsAt(0.5, HOUR_MS)
    expect(await burnsAt(1.2)).toHaveLength(4)
  })

  test('is told to people, too', async () => {
    await burnsAt(1.2)
    const told = (await platform.owed()).filter(({ content }) => content.kind === 'policy-notice')
    expect(told.map(({ content }) => content['slo'])).toEqual(['ranking', 'pricing'])
  })

  test.each([
    ['every receiver that takes notices', undefined, ['training', 'pager']],
    ['the receiver that it names', 'training', ['training']],
  ])('reaches %s', async (_, receiver, reached) => {
    const receivers = ['training', 'pager'].map((name) => ({
      name,
      events: new Set(['notice_for_machines'] as const),
    }))
    const at = platform.clock.now()
    const { audit, outbox } = platform.store
    const data = { notice: 'retraining', slo: 'ranking', ...(receiver !== undefined && { receiver }) }
    await publishingAudit(audit, outbox, receivers, new CountingIds()).append([
      { at, kind: 'notice_for_machines', actor: 'budgeteer', service: GATEWAY, data },
    ])
    const owed = (await platform.owed()).flatMap(({ address }) =>
      address.kind === 'webhook' ? [address.receiver] : [],
    )
    expect(owed).toEqual(reached)
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { askGate } from '../../../src/core/gate/ask-gate.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { OMAR, SOFIA } from '../../support/people.ts'
import { CALL, GATEWAY, Platform, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open([{ ...service(GATEWAY), enforcement: 'shadow' }, service('api-gateway')])
})
afterEach(() => platform.close())

test('a change that the freeze blocks is let through, with the whole decision that enforcement would give', async () => {
  await platform.settle(0.18)
  const answer = await platform.gate({ change: 'feature' })
  expect(answer).toMatchObject({
    allowed: true,
    decision: 'approved',
    enforcement: 'shadow',
    reasons: ['shadow'],
    rule: `services[${GATEWAY}].enforcement`,
    seats: [],
    requires: [],
    wouldHave: {
      allowed: false,
      decision: 'blocked',
      level: 'CRITICAL',
      reasons: ['freeze_active'],
      rule: 'levels.CRITICAL.changes.feature',
      policy: { name: shippedPolicy.name, version: shippedPolicy.version },
      budget: { remainingRatio: 0.18, stale: false },
    },
  })
  expect(answer.explanation).toMatch(
    /^ML Inference Gateway is in shadow: nothing is blocked. Enforced, the policy would say: .*CRITICAL/,
  )
})

test('the answer is on record with both', async () => {
  await platform.settle(0.18)
  await platform.gate({ change: 'feature' })
  const [entry] = await platform.audit('gate')
  expect(entry?.data).toMatchObject({
    allowed: true,
    decision: 'approved',
    enforcement: 'shadow',
    wouldHave: { decision: 'blocked', rule: 'levels.CRITICAL.changes.feature' },
  })
})

test('a service that is not in shadow is refused in the same breath', async () => {
  await platform.settle(0.18)
  await platform.settle(0.18, 'api-gateway')
  const answers = await platform.gates([{ change: 'feature' }, { change: 'feature', service: 'api-gateway' }])
  expect(answers).toMatchObject([
    { allowed: true, enforcement: 'shadow' },
    { allowed: false, reasons: ['freeze_active'] },
  ])
  expect(answers[1]).not.toHaveProperty('enforcement')
})

test('names that nobody knows are bad calls in shadow too', async () => {
  const outcomes = await askGate(platform.deps, [
    { ...CALL, service: 'nowhere' },
    { ...CALL, change: 'whim' },
    { ...CALL, risk: 'none' },
  ])
  expect(outcomes.map(({ kind }) => kind)).toEqual(['invalid', 'invalid', 'invalid'])
})

test('a grant is not used up, and once shadow has ended it serves', async () => {
  const [inShadow, ...others] = platform.services
  platform.services = [service(GATEWAY), ...others]
  await platform.settle(0.4)
  const requestId = await platform.opened({ change: 'feature' })
  await approve(platform.deps, requestId, OMAR)
  await approve(platform.deps, requestId, SOFIA)

  if (inShadow !== undefined) platform.services = [inShadow, ...others]
  const call = { change: 'feature', requestId }
  const grantId = 'g-1'
  for (const attempt of [1, 2])
    expect(await platform.gate({ ...call, attempt })).toMatchObject({
      allowed: true,
      grantId: null,
      wouldHave: { allowed: true, grantId, requestId },
    })
  expect(await platform.store.grants.live(GATEWAY, platform.clock.now())).toHaveLength(1)

  const lines = [`services[${GATEWAY}].enforcement`]
  platform.endedShadows = [
    { scope: { kind: 'service', name: GATEWAY }, lines, by: OMAR, at: platform.clock.now() },
  ]
  expect(await platform.gate(call)).toMatchObject({ allowed: true, grantId, reasons: ['approved'] })
  expect(await platform.gate(call)).toMatchObject({ allowed: false, reasons: ['grant_used'] })
})

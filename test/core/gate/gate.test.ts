import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askGate } from '../../../src/core/gate/ask-gate.ts'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import type { GateCall } from '../../../src/core/requests/outcome.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { OMAR, SOFIA, TOMAS } from '../../support/people.ts'
import { CALL, GATEWAY, Platform, service } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('api-gateway')])
})
afterEach(() => platform.close())

const AUTOMATIC = { token: 'robot', automatic: true, mayClaim: [] }

/** Granted at HEALTHY by the service owner. */
async function granted(): Promise<string> {
  await platform.settle(0.8)
  const id = await platform.opened()
  await approve(platform.deps, id, OMAR)
  return id
}

describe('without a request', () => {
  test.each<{ given: string; call: Partial<GateCall>; allowed: boolean; reasons: string[] }>([
    {
      given: 'an environment that is not gated',
      call: { environment: 'staging' },
      allowed: true,
      reasons: ['ungated_environment'],
    },
    {
      given: 'an environment that is not gated, automatically',
      call: { environment: 'staging', caller: AUTOMATIC },
      allowed: true,
      reasons: ['ungated_environment'],
    },
    {
      given: 'a change that needs approval',
      call: {},
      allowed: false,
      reasons: ['request_needed', 'approval_missing', 'requirement_missing'],
    },
    {
      given: 'the same without a revision',
      call: { revision: null },
      allowed: false,
      reasons: ['revision_missing', 'approval_missing', 'requirement_missing'],
    },
    { given: 'a blocked change', call: { change: 'feature' }, allowed: false, reasons: ['freeze_active'] },
    {
      given: 'an automatic token',
      call: { caller: AUTOMATIC },
      allowed: false,
      reasons: ['manual_trigger_required'],
    },
    { given: 'a raised risk', call: { risk: 'medium' }, allowed: false, reasons: ['freeze_active'] },
    {
      given: 'an unknown request',
      call: { requestId: 'r-999' },
      allowed: false,
      reasons: ['request_unknown'],
    },
  ])('$given: $reasons', async ({ call, allowed, reasons }) => {
    await platform.settle(0.2)
    const answer = await platform.gate(call)
    expect(answer).toMatchObject({ allowed, reasons, requestId: null, grantId: null, level: 'CRITICAL' })
    expect(answer.budget).toMatchObject({ remainingRatio: 0.2, stale: false })
    expect((await platform.audit('gate'))[0]).toMatchObject({
      actor: `token:${call.caller?.token ?? 'ci'}`,
      data: { allowed, reasons },
    })
  })

  test('a change that needs no approval needs no request', async () => {
    platform.policy = editedPolicy([['otherwise: { approvals: { service-owner: 1 } }', 'otherwise: approve']])
    await platform.settle(0.8)
    expect(await platform.gate({ revision: null })).toMatchObject({
      reasons: ['revision_missing', 'requirement_missing'],
    })
    const confirmed = ['code-review', 'tests-passing']
    expect(await platform.gate({ revision: null, confirmed })).toMatchObject({
      allowed: true,
      reasons: ['allowed'],
    })
  })

  test('unknown names and lowered risks are bad calls, beside good ones', async () => {
    const calls = [
      { service: 'inference-gatewy' },
      { change: 'featur' },
      { change: 'feature', risk: 'low' },
      { environment: 'staging' },
    ]
    const outcomes = await askGate(
      platform.deps,
      calls.map((call) => ({ ...CALL, ...call })),
    )
    expect(
      outcomes.map((outcome) => (outcome.kind === 'invalid' ? outcome.problems[0]?.field : outcome.kind)),
    ).toEqual(['service', 'change', 'risk', 'answered'])
  })
})

describe('an exempt change type', () => {
  const EXEMPT = [
    'logging: { title: Logging change, risk: low }',
    'logging: { title: Logging change, risk: low, exempt: true }',
  ] as const

  test.each([
    { token: 'one that may claim it', mayClaim: ['logging'], allowed: true, reasons: ['exempt'] },
    {
      token: 'one that may claim another',
      mayClaim: ['documentation'],
      allowed: false,
      reasons: ['freeze_active', 'exemption_not_claimable'],
    },
  ])('by token, $token: allowed = $allowed', async ({ mayClaim, allowed, reasons }) => {
    platform.policy = editedPolicy([EXEMPT])
    await platform.settle(0.05)
    const caller = { token: 'pipeline', automatic: true, mayClaim }
    expect(await platform.gate({ change: 'logging', caller })).toMatchObject({ allowed, reasons })
  })

  test('by a person in Slack: granted at once and let through', async () => {
    platform.policy = editedPolicy([EXEMPT])
    await platform.settle(0.05)
    const id = await platform.opened({ change: 'logging', answers: new Map() })
    expect(await platform.gate({ change: 'logging', requestId: id })).toMatchObject({
      allowed: true,
      reasons: ['exempt'],
    })
  })
})

test('each answer names its own entry in the audit log, also of calls that share a transaction', async () => {
  const calls = ['v1', 'v2', 'v3'].map((revision) => platform.gate({ revision }))
  for (const [index, { audit }] of (await Promise.all(calls)).entries()) {
    const entry = await platform.store.auditChain.at(audit.seq)
    expect(entry).toMatchObject({ kind: 'gate', hash: audit.hash })
    expect(JSON.parse(entry?.data ?? '')).toMatchObject({ revision: `v${index + 1}` })
  }
})

test('the same call in one transaction gets the same answer, each time with an entry of its own', async () => {
  const [first, again, other] = await platform.gates([{ run: '1' }, { run: '1' }, { run: '2' }])
  const [entry, entryAgain, entryOther] = await Promise.all(
    [first, again, other].map(async (answer) => platform.store.auditChain.at(answer?.audit.seq ?? 0)),
  )
  expect(again).toEqual({ ...first, audit: { seq: (first?.audit.seq ?? 0) + 1, hash: entryAgain?.hash } })
  expect(entryAgain?.data).toBe(entry?.data)
  expect(entryAgain?.previousHash).toBe(entry?.hash)
  expect(JSON.parse(entryOther?.data ?? '')).toMatchObject({ run: '2' })
})

describe('with a granted request', () => {
  test('it says yes once, by id or by what is deployed', async () => {
    const id = await granted()
    expect(await platform.gate()).toMatchObject({
      allowed: true,
      decision: 'approved',
      requestId: id,
      grantId: 'g-1',
    })
    expect(await platform.gate({ requestId: id })).toMatchObject({ allowed: false, reasons: ['grant_used'] })
  })

  test('a later one for the same change that was cancelled does not hide it', async () => {
    const id = await granted()
    platform.clock.advance(MINUTE_MS)
    await cancelRequest(platform.deps, await platform.opened({ requestedBy: TOMAS, risk: 'medium' }), TOMAS)
    expect(await platform.gate()).toMatchObject({ allowed: true, requestId: id })
  })

  test.each<{ given: string; call: Partial<GateCall>; reason: string }>([
    { given: 'another revision', call: { revision: 'v9' }, reason: 'request_mismatch' },
    { given: 'no revision', call: { revision: null }, reason: 'revision_missing' },
    { given: 'another change type', call: { change: 'p1-bugfix' }, reason: 'request_mismatch' },
    { given: 'another service', call: { service: 'api-gateway' }, reason: 'request_mismatch' },
    { given: 'a higher risk', call: { risk: 'high' }, reason: 'request_mismatch' },
  ])('$given is another matter: $reason', async ({ call, reason }) => {
    const id = await granted()
    await platform.settle(0.8, 'api-gateway')
    expect(await platform.gate({ requestId: id, ...call })).toMatchObject({
      allowed: false,
      reasons: [reason],
    })
    expect((await platform.gate({ requestId: id })).allowed).toBe(true)
  })

  test('the same call asked again gets the same answer, another one does not', async () => {
    const id = await granted()
    const first = await platform.gate({ requestId: id, idempotencyKey: 'run-7' })
    const { audit, ...again } = await platform.gate({ requestId: id, idempotencyKey: 'run-7' })
    expect(first).toMatchObject(again)
    expect(audit.seq).toBeGreaterThan(first.audit.seq)
    expect((await platform.gate({ requestId: id, idempotencyKey: 'run-8' })).reasons).toEqual(['grant_used'])
    expect((await platform.gate({ requestId: id })).reasons).toEqual(['grant_used'])
  })

  test('the same call gets the same answer at a better level, and none at a worse one', async () => {
    await platform.settle(0.2)
    const id = await platform.opened()
    await approve(platform.deps, id, TOMAS)
    const key = { requestId: id, idempotencyKey: 'run-7' }
    expect((await platform.gate(key)).allowed).toBe(true)
    await platform.settle(0.8)
    expect((await platform.gate(key)).allowed).toBe(true)
    await platform.settle(0.05)
    expect(await platform.gate(key)).toMatchObject({ allowed: false, reasons: ['approval_missing'] })
    expect((await platform.requestNow(id)).state).toBe('granted')
  })

  test('of concurrent calls for one grant exactly one wins, in one transaction or in many', async () => {
    const id = await granted()
    const together = platform.gates(Array.from({ length: 10 }, () => ({ requestId: id })))
    const apart = Array.from({ length: 10 }, () => platform.gate({ requestId: id }))
    const answers = [...(await together), ...(await Promise.all(apart))]
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(1)
    expect(new Set(answers.flatMap(({ reasons }) => reasons))).toEqual(new Set(['approved', 'grant_used']))
    expect(await platform.audit('gate')).toHaveLength(20)
  })

  test('a dry run is answered alike, is on record as one, and uses nothing', async () => {
    const id = await granted()
    const owed = await platform.owed()
    const dry = await platform.gate({ requestId: id, dryRun: true })
    expect(dry).toMatchObject({ allowed: true, dryRun: true, grantId: 'g-1', reasons: ['approved'] })
    expect(await platform.owed()).toEqual(owed)
    expect((await platform.audit()).at(-1)).toMatchObject({
      kind: 'gate',
      actor: 'token:ci',
      data: { allowed: true, dryRun: true, grant: 'g-1' },
    })
    const { dryRun: _, audit: __, ...said } = dry
    expect(await platform.gate({ requestId: id })).toMatchObject(said)
    expect(await platform.gate({ requestId: id, dryRun: true })).toMatchObject({ reasons: ['grant_used'] })
  })

  test('a policy may let a grant serve many times', async () => {
    platform.policy = editedPolicy([['single_use: true', 'single_use: false']])
    const id = await granted()
    const answers = await platform.gates([{ requestId: id }, { requestId: id }])
    expect(answers.map(({ allowed, grantId }) => [allowed, grantId])).toEqual([
      [true, 'g-1'],
      [true, 'g-1'],
    ])
  })

  test('a grant runs out after a day', async () => {
    const id = await granted()
    platform.clock.advance(24 * HOUR_MS)
    await platform.poll()
    expect(await platform.gate({ requestId: id })).toMatchObject({
      allowed: false,
      reasons: ['request_expired'],
    })
  })

  test('an automatic token passes at HEALTHY and from WARNING on does not', async () => {
    const id = await granted()
    await platform.settle(0.4)
    expect(await platform.gate({ requestId: id, caller: AUTOMATIC })).toMatchObject({
      reasons: ['manual_trigger_required'],
    })
    await approve(platform.deps, id, SOFIA)
    expect((await platform.gate({ requestId: id, caller: AUTOMATIC })).allowed).toBe(false)
    await platform.settle(0.8)
    expect((await platform.gate({ requestId: id, caller: AUTOMATIC })).allowed).toBe(true)
  })
})

describe('with a request that is', () => {
  test.each([
    { state: 'open', act: () => Promise.resolve(), decision: 'needs-approval', reason: 'approval_missing' },
    {
      state: 'rejected',
      act: (id: string) => reject(platform.deps, id, OMAR, 'no'),
      decision: 'blocked',
      reason: 'rejected',
    },
    {
      state: 'expired',
      act: () => {
        platform.clock.advance(24 * HOUR_MS)
        return Promise.resolve()
      },
      decision: 'needs-approval',
      reason: 'request_expired',
    },
  ])('$state: $reason', async ({ act, decision, reason }) => {
    await platform.settle(0.8)
    const id = await platform.opened()
    await act(id)
    const answer = await platform.gate({ requestId: id })
    expect(answer).toMatchObject({ allowed: false, decision, requestId: id })
    expect(answer.reasons).toContain(reason)
  })

  test('open with its seats filled: the pipeline confirms the rest, and it is granted and used at once', async () => {
    await platform.settle(0.8)
    const id = await platform.opened({ answers: new Map([['code-review', 'yes']]) })
    await approve(platform.deps, id, OMAR)
    expect(await platform.gate({ requestId: id })).toMatchObject({
      allowed: false,
      reasons: ['requirement_missing'],
      requires: ['tests-passing'],
    })
    const confirmed = ['tests-passing']
    expect(await platform.gate({ requestId: id, confirmed, dryRun: true })).toMatchObject({
      allowed: true,
      grantId: null,
      expiresAt: null,
    })
    expect((await platform.requestNow(id)).state).toBe('open')
    const said = await platform.gate({ requestId: id, confirmed })
    expect(said).toMatchObject({ allowed: true, grantId: expect.stringMatching(/^g-/) as string })
    expect((await platform.requestNow(id)).state).toBe('granted')
    expect(await platform.audit('grant')).toMatchObject([
      { actor: 'token:ci', data: { request: id, grant: said.grantId } },
    ])
    expect((await platform.gate({ requestId: id, confirmed })).reasons).toEqual(['grant_used'])
  })
})

test('a budget missing for 15 minutes keeps the level; afterwards SRE is asked as well', async () => {
  const id = await granted()
  platform.source.lose(GATEWAY)
  await platform.poll()
  platform.clock.advance(15 * MINUTE_MS)
  const stale = await platform.gate({ service: GATEWAY, revision: 'v3' })
  expect(stale).toMatchObject({ level: 'HEALTHY', budget: { stale: true } })
  expect(stale.reasons).toContain('budget_stale')

  platform.clock.advance(1)
  expect(await platform.gate({ requestId: id })).toMatchObject({
    allowed: false,
    reasons: ['approval_missing', 'budget_unknown'],
    seats: [
      { role: 'service-owner', filledBy: [OMAR] },
      { role: 'sre', filledBy: [] },
    ],
  })
  await approve(platform.deps, id, TOMAS)
  expect(await platform.gate({ requestId: id })).toMatchObject({
    allowed: true,
    reasons: ['approved', 'budget_unknown'],
  })
})

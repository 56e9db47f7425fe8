import { asSpelled } from '../../support/as-spelled.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RequestInput } from '../../../src/core/requests/outcome.ts'
import { SERVICE_OWNER } from '../../../src/core/people/role-book.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'
import { BOB, GUS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

test('a request is opened, shown in the approvals channel, on record, and expires after a day', async () => {
  await platform.settle(0.8)
  const outcome = await platform.request()
  expect(outcome).toMatchObject({
    kind: 'opened',
    grant: null,
    request: {
      id: 'r-1',
      state: 'open',
      risk: 'low',
      expiresAt: platform.clock.now() + 24 * HOUR_MS,
      decision: {
        decision: 'needs-approval',
        level: 'HEALTHY',
        seats: [{ role: SERVICE_OWNER, count: 1, filledBy: [] }],
      },
    },
  })
  expect(await platform.requestNow('r-1')).toEqual(outcome.kind === 'opened' && outcome.request)
  expect(await platform.owed()).toMatchObject([
    {
      id: 'request/r-1',
      act: 'post',
      address: { kind: 'channel', purpose: 'approvals' },
      content: { kind: 'approval-request', request: { seats: [{ roleTitle: 'Service owner' }] } },
    },
  ])
  expect(await platform.audit('request_opened')).toMatchObject([
    { actor: 'U0DANA', service: GATEWAY, data: { request: 'r-1', level: 'HEALTHY', state: 'open' } },
  ])
})

test('a blocked one is told the line and the ways, and is kept in the audit log alone', async () => {
  await platform.settle(0.2)
  expect(asSpelled(await platform.request({ change: 'feature' }))).toMatchObject({
    kind: 'blocked',
    decision: { reasons: ['freeze_active'], rule: 'levels.CRITICAL.changes.feature' },
    ways: [
      'a freeze exception, approved by sre and engineering-manager: /deploy exception',
      'an override by vp-engineering or cto: /deploy override',
    ],
  })
  expect(await platform.store.requests.list({ limit: 10 })).toEqual([])
  expect(await platform.audit('request_decided')).toMatchObject([{ data: { decision: 'blocked' } }])
})

test('the override alone is named where the level names no exception', async () => {
  await platform.settle(0.4)
  expect(asSpelled(await platform.request({ change: 'architecture' }))).toMatchObject({
    kind: 'blocked',
    ways: ['an override by vp-engineering or cto: /deploy override'],
  })
})

test('one that needs no approval is granted at once', async () => {
  platform.policy = editedPolicy([
    [
      'requires: [code-review, tests-passing]\n    trigger: automatic',
      'requires: []\n    trigger: automatic',
    ],
    ['otherwise: { approvals: { service-owner: 1 } }', 'otherwise: approve'],
  ])
  await platform.settle(0.8)
  expect(await platform.request({ answers: new Map() })).toMatchObject({
    kind: 'opened',
    request: { state: 'granted' },
    grant: { id: 'g-1', level: 'HEALTHY', revision: 'v1.2.4', usedAt: null },
  })
  expect((await platform.audit()).map(({ kind }) => kind)).toEqual(['transition', 'request_opened', 'grant'])
})

test('one for a service that was never measured waits for SRE', async () => {
  expect(await platform.request({ change: 'feature' })).toMatchObject({
    kind: 'opened',
    request: { decision: { level: 'UNKNOWN', reasons: ['approval_missing', 'budget_unknown'] } },
  })
})

test.each<{ given: string; input: Partial<RequestInput>; field: string; says: string }>([
  { given: 'a misspelt service', input: { service: 'inference-gatewy' }, field: 'service', says: GATEWAY },
  { given: 'a misspelt change type', input: { change: 'featur' }, field: 'change', says: 'feature' },
  { given: 'a revision of two words', input: { revision: 'v1 v2' }, field: 'revision', says: 'one word' },
  { given: 'no revision', input: { revision: '' }, field: 'revision', says: 'one word' },
  {
    given: 'a revision of 201 characters',
    input: { revision: 'x'.repeat(201) },
    field: 'revision',
    says: '200',
  },
  {
    given: 'a summary of 501 characters',
    input: { summary: 'x'.repeat(501) },
    field: 'summary',
    says: '501',
  },
  {
    given: 'an ungated environment',
    input: { environment: 'staging' },
    field: 'environment',
    says: 'production',
  },
  { given: 'an unknown risk', input: { risk: 'extreme' }, field: 'risk', says: 'low, medium, high' },
  { given: 'a lowered risk', input: { change: 'feature', risk: 'low' }, field: 'risk', says: 'not lowered' },
  {
    given: 'an answer that is not asked for',
    input: { answers: new Map([['horoscope', 'good']]) },
    field: 'answers',
    says: 'horoscope',
  },
  {
    given: 'a blank answer',
    input: { answers: new Map([['rollback-plan', '  ']]) },
    field: 'answers',
    says: '1 to 3000',
  },
])('$given is answered with what would be right', async ({ input, field, says }) => {
  const outcome = await platform.request(input)
  if (outcome.kind !== 'invalid') throw new Error(outcome.kind)
  expect(outcome.problems).toHaveLength(1)
  expect(outcome.problems[0]).toMatchObject({ field, message: expect.stringContaining(says) as string })
})

test('every mistake is reported at once', async () => {
  const outcome = await platform.request({ revision: '', environment: 'mars', risk: 'extreme' })
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ field }) => field)).toEqual([
    'revision',
    'environment',
    'risk',
  ])
})

test.each([
  { who: 'a guest', change: {}, userId: GUS, says: 'full members' },
  { who: 'a deactivated account', change: { barred: 'deactivated' }, userId: BOB, says: 'deactivated' },
  { who: 'a bot', change: { barred: 'bot' }, userId: BOB, says: 'Bots' },
  { who: 'somebody of another workspace', change: { barred: 'external' }, userId: BOB, says: 'full members' },
  {
    who: 'somebody whom the directory does not know',
    change: {},
    userId: 'U0NOBODY',
    says: 'could not look up',
  },
] as const)('$who opens no request', async ({ change, userId, says }) => {
  platform.directory.change(userId === 'U0NOBODY' ? BOB : userId, change)
  const outcome = await platform.request({ requestedBy: userId })
  expect(outcome).toMatchObject({ kind: 'identity', message: expect.stringContaining(says) as string })
})

import { asSpelled } from '../../support/as-spelled.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import { breakSilences, escalate } from '../../../src/core/requests/escalate.ts'
import { exceptionDocument } from '../../../src/core/requests/exception-document.ts'
import type { OpenOutcome, RequestInput } from '../../../src/core/requests/outcome.ts'
import { waysUsed } from '../../../src/core/requests/way-counts.ts'
import type { Way } from '../../../src/core/policy/way.ts'
import { calendarPeriod } from '../../../src/core/kernel/time/calendar-period.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { CLEO, DANA, MEI, OMAR, ROLE_BOOK, SAMIR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const DOCUMENTS = new Map([
  ['justification', '- CVE-2025-1234 high-severity vulnerability\n- Customer contractual requirement'],
  ['complexity', 'Low (single file change)'],
  ['blast-radius', 'Isolated to authentication module'],
  ['rollback-time', '<5 minutes'],
  ['mitigation', 'Deploy to 1% canary\nMonitor for 2 hours'],
  ['documentation', 'The board decided it.'],
])

const ask = (way: Way, input: Partial<RequestInput> = {}): Promise<OpenOutcome> =>
  platform.request({
    change: 'feature',
    way,
    documents: DOCUMENTS,
    summary: 'critical security patch',
    ...input,
  })

async function opened(way: Way, input: Partial<RequestInput> = {}): Promise<string> {
  const outcome = await ask(way, input)
  if (outcome.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(outcome)}`)
  return outcome.request.id
}

const state = async (id: string): Promise<string> => (await platform.requestNow(id)).state
const gate = (id: string) => platform.gate({ change: 'feature', requestId: id })

const WITH_BULLETS = editedPolicy([
  [
    '# From best to worst; the worst level',
    'silver_bullets: { count: 2, per: quarter, approvals: { sre: 1, engineering-manager: 1 }, levels: [CRITICAL] }\n# From best to worst; the worst level',
  ],
])

describe('an exception', () => {
  test('of a blocked change is approved by the seats of the level, and opens the gate once', async () => {
    await platform.settle(0.2)
    const id = await opened('exception')
    expect((await platform.requestNow(id)).decision).toMatchObject({
      decision: 'needs-approval',
      rule: 'levels.CRITICAL.exception',
      reasons: ['approval_missing', 'exception'],
      seats: [{ role: 'sre' }, { role: 'engineering-manager' }],
    })
    await approve(platform.deps, id, TOMAS)
    await approve(platform.deps, id, MEI)
    expect(await state(id)).toBe('granted')
    expect(await gate(id)).toMatchObject({ allowed: true, reasons: ['approved', 'exception'] })
    expect(await gate(id)).toMatchObject({ allowed: false, reasons: ['grant_used'] })
    expect(await platform.audit('grant_used')).toMatchObject([{ actor: 'token:ci', data: { request: id } }])
  })

  test.each<[string, number, Partial<RequestInput>, string]>([
    ['of what is not blocked is sent to /deploy request', 0.8, {}, 'Nothing blocks this'],
    [
      'where the level names none is refused with the ways there are',
      0.4,
      { change: 'architecture' },
      'an override by',
    ],
  ])('%s', async (_, remaining, input, message) => {
    await platform.settle(remaining)
    expect(asSpelled(await ask('exception', input))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(message) as string,
    })
    expect(await platform.store.requests.list({ limit: 5 })).toEqual([])
  })

  test('without its documents is told each that lacks', async () => {
    await platform.settle(0.2)
    expect(await ask('exception', { documents: new Map([['complexity', 'x'.repeat(201)]]) })).toMatchObject({
      kind: 'invalid',
      problems: [
        { field: 'documents', message: 'Business justification (justification) must be written.' },
        { field: 'documents', message: 'Change complexity (complexity) takes up to 200 characters.' },
        { field: 'documents' },
        { field: 'documents' },
        { field: 'documents' },
      ],
    })
  })

  test('at a worse level is decided again by the seats of that level, and its people are told', async () => {
    await platform.settle(0.2)
    const id = await opened('exception')
    await approve(platform.deps, id, TOMAS)
    await approve(platform.deps, id, MEI)
    await platform.settle(0.05)
    expect(await platform.requestNow(id)).toMatchObject({
      state: 'open',
      decision: { rule: 'levels.EMERGENCY.exception', seats: [{ role: 'vp-engineering' }, { count: 2 }] },
    })
    expect(await platform.audit('grant_voided')).toHaveLength(1)
    const told = (await platform.owed()).filter(({ content }) => content['event'] === 'reopened')
    expect(told.map(({ address }) => address)).toContainEqual({ kind: 'person', userId: DANA })
    for (const userId of [VICTOR, SOFIA, SAMIR]) await approve(platform.deps, id, userId)
    expect(await gate(id)).toMatchObject({ allowed: true, level: 'EMERGENCY' })
  })

  test('does not lead past a correctness incident', async () => {
    await platform.settle(0.2)
    await platform.store.declaredFreezes.save({
      id: 'f-1',
      kind: 'correctness',
      service: GATEWAY,
      reason: 'duplicate ids',
      declaredBy: TOMAS,
      declaredAt: platform.clock.now(),
      until: null,
      endedAt: null,
      endedBy: null,
      toldIn: null,
    })
    expect(await ask('exception')).toMatchObject({ kind: 'refused' })
  })

  test('prints as the template of the policy', async () => {
    await platform.settle(0.2)
    const id = await opened('exception', { revision: 'v1.2.4' })
    await approve(platform.deps, id, TOMAS)
    const request = await platform.requestNow(id)
    expect(exceptionDocument(request, { changeTitle: 'Feature release', roleBook: ROLE_BOOK }))
      .toBe(`## Freeze Exception Request

**Requester**: @dana, developer
**Service**: inference-gateway
**Change**: Deploy v1.2.4 (critical security patch)

**Business Justification**:
- CVE-2025-1234 high-severity vulnerability
- Customer contractual requirement

**Risk Assessment**:
- Change complexity: Low (single file change)
- Blast radius: Isolated to authentication module
- Rollback time: <5 minutes

**Mitigation Plan**:
- Deploy to 1% canary
- Monitor for 2 hours

**Approvals**:
- [x] SRE: @tomas, SRE
- [ ] Engineering manager:
`)
  })
})

describe('an override', () => {
  test.each([
    ['a VP', VICTOR],
    ['the CTO', CLEO],
  ])('of %s is granted at once, announced and on record', async (_, requestedBy) => {
    await platform.settle(0.05)
    const id = await opened('override', { requestedBy, answers: new Map() })
    expect(await state(id)).toBe('granted')
    const announced = (await platform.owed()).filter(
      ({ content }) => content.kind === 'override-announcement',
    )
    expect(announced).toMatchObject([{ address: { kind: 'channel', purpose: 'announcements' } }])
    expect(await platform.audit('override')).toMatchObject([
      { actor: requestedBy, data: { documents: { documentation: 'The board decided it.' } } },
    ])
    expect(await gate(id)).toMatchObject({ allowed: true, reasons: ['approved', 'override'] })
  })

  test.each([DANA, OMAR, TOMAS, MEI])('by %s is refused', async (requestedBy) => {
    await platform.settle(0.05)
    expect(await ask('override', { requestedBy })).toMatchObject({
      kind: 'refused',
      message: 'Only vp-engineering or cto may override the policy.',
    })
  })

  test('opens no gate once its requester may no longer override, nor while that is unknown', async () => {
    await platform.settle(0.05)
    const id = await opened('override', { requestedBy: VICTOR })
    platform.directory.isDown = true
    expect(await gate(id)).toMatchObject({
      allowed: false,
      reasons: expect.arrayContaining(['identity_unknown']) as string[],
    })
    platform.directory.isDown = false
    platform.directory.change(VICTOR, { barred: 'deactivated' })
    expect(await gate(id)).toMatchObject({ allowed: false, decision: 'blocked' })
    platform.directory.change(VICTOR, { barred: '' })
    expect(await gate(id)).toMatchObject({ allowed: true })
  })
})

describe('silver bullets', () => {
  beforeEach(async () => {
    platform.policy = WITH_BULLETS
    await platform.settle(0.2)
  })

  test('are counted out, and one that was rejected or withdrawn comes back', async () => {
    const first = await opened('silver-bullet', { revision: 'v1' })
    const second = await opened('silver-bullet', { revision: 'v2' })
    const spent = {
      kind: 'refused',
      message: 'No silver bullet of this service is left this quarter: all 2 are taken, 0 left.',
    }
    expect(await ask('silver-bullet', { revision: 'v3' })).toEqual(spent)
    await reject(platform.deps, first, TOMAS, 'no')
    await opened('silver-bullet', { revision: 'v4' })
    await cancelRequest(platform.deps, second, DANA)
    const third = await opened('silver-bullet', { revision: 'v5' })
    expect((await platform.requestNow(third)).wayRecord).toMatchObject({ takenBefore: 1, ration: 2 })
    expect(await ask('silver-bullet', { revision: 'v6' })).toEqual(spent)
  })

  test('come back when they expire unapproved, and with the next quarter', async () => {
    const ids = [
      await opened('silver-bullet', { revision: 'v1' }),
      await opened('silver-bullet', { revision: 'v2' }),
    ]
    for (const id of ids) for (const userId of [TOMAS, MEI]) await approve(platform.deps, id, userId)
    platform.clock.advance(2 * DAY_MS)
    expect(await ask('silver-bullet')).toMatchObject({ kind: 'refused' })
    platform.clock.advance(
      calendarPeriod('quarter', 'UTC', platform.clock.now()).until - platform.clock.now(),
    )
    await platform.poll()
    expect(await ask('silver-bullet')).toMatchObject({ kind: 'opened' })
    const all = await platform.store.requests.list({ ways: ['silver-bullet'], limit: 10 })
    const before = calendarPeriod('quarter', 'UTC', platform.clock.now() - 1)
    expect(waysUsed(all, before)).toEqual({ exception: 0, override: 0, 'silver-bullet': 2 })
  })

  test('are of no use at a level that the policy does not name', async () => {
    await platform.settle(0.05)
    expect(await ask('silver-bullet')).toMatchObject({ kind: 'refused' })
  })
})

describe('escalation', () => {
  test('opens a seat to the next role, and leaves as many seats as before', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    expect(await approve(platform.deps, id, TOMAS)).toMatchObject({ kind: 'refused' })
    expect(await escalate(platform.deps, id, TOMAS)).toMatchObject({
      message: 'Only the requester, or somebody whose approval is asked for, hands a request on.',
    })
    expect(await escalate(platform.deps, id, DANA)).toMatchObject({ kind: 'recorded' })
    await approve(platform.deps, id, TOMAS)
    expect(await state(id)).toBe('open')
    await approve(platform.deps, id, SOFIA)
    expect(await state(id)).toBe('granted')
    expect(await gate(id)).toMatchObject({
      allowed: true,
      seats: [{ role: 'service-owner', filledBy: [TOMAS] }, {}],
    })
    expect(await platform.audit('escalation')).toMatchObject([
      { actor: DANA, data: { steps: ['service-owner → sre'] } },
    ])
  })

  test('does not let the requester in', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature', requestedBy: TOMAS })
    await escalate(platform.deps, id, TOMAS)
    expect(await approve(platform.deps, id, TOMAS)).toMatchObject({
      message: 'Nobody approves their own request.',
    })
  })

  test('of a silent request: a reminder, the next role, and the end, each once however long the bot was off', async () => {
    await platform.settle(0.8)
    const id = await platform.opened()
    const calls = async (): Promise<unknown[]> =>
      (await platform.owed())
        .filter(({ act, content }) => act === 'reply' && content.kind === 'approval-call')
        .map(({ content }) => content['event'])
    platform.clock.advance(2 * HOUR_MS - 1)
    expect(await breakSilences(platform.deps)).toBe(0)
    platform.clock.advance(1)
    expect(await breakSilences(platform.deps)).toBe(1)
    expect(await breakSilences(platform.deps)).toBe(0)
    expect(await calls()).toEqual(['reminder'])
    platform.clock.advance(9 * HOUR_MS)
    await breakSilences(platform.deps)
    await breakSilences(platform.deps)
    expect(await calls()).toEqual(['reminder', 'escalated'])
    await platform.poll()
    await approve(platform.deps, id, TOMAS)
    expect(await state(id)).toBe('granted')
    const other = await platform.opened({ revision: 'v9' })
    platform.clock.advance(3 * DAY_MS)
    await breakSilences(platform.deps)
    expect(await calls()).toHaveLength(2)
    await platform.poll()
    expect(await state(other)).toBe('expired')
  })
})

test('an idempotency key speaks for the token that sent it', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  await approve(platform.deps, id, OMAR)
  const call = { requestId: id, idempotencyKey: 'run-1' }
  expect(await platform.gate(call)).toMatchObject({ allowed: true })
  expect(await platform.gate(call)).toMatchObject({ allowed: true })
  const another = { token: 'nightly', automatic: false, mayClaim: [] }
  expect(await platform.gate({ ...call, caller: another })).toMatchObject({
    allowed: false,
    reasons: ['grant_used'],
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequirements, mayAnswer } from '../../../src/core/requests/answer-requirements.ts'
import { approve, cancelRequest, mayReject } from '../../../src/core/requests/click.ts'
import { escalate } from '../../../src/core/requests/escalate.ts'
import type { ApprovalRequestMessage, RequestFacts } from '../../../src/core/requests/messages.ts'
import { readTextsShown } from '../../../src/core/requests/notices.ts'
import { tickChecklist } from '../../../src/core/requests/tick-checklist.ts'
import type { GateCall } from '../../../src/core/requests/outcome.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import { BOB, CLEO, DANA, OMAR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { ALL_ANSWERS, Platform, type Told } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const granted = async (): Promise<string> => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  await approve(platform.deps, id, SOFIA)
  return id
}
const FEATURE: Partial<GateCall> = { change: 'feature' }

/** The card of a request as it was last owed. */
async function card(id: string): Promise<RequestFacts> {
  const cards = (await platform.owed()).filter(
    ({ subject, content }) => subject === `request/${id}` && content.kind === 'approval-request',
  )
  return cards.at(-1)?.content['request'] as RequestFacts
}

const to = (messages: readonly Told[], userId: string, event: string): readonly Told[] =>
  messages.filter(
    ({ address, content }) =>
      address.kind === 'person' && address.userId === userId && content['event'] === event,
  )

describe('what is used up looks used up', () => {
  test('a grant that the gate used: for which pipeline, in which run, when', async () => {
    const id = await granted()
    expect((await card(id)).standing).toBe('granted')
    const at = platform.clock.now()
    expect((await platform.gate({ ...FEATURE, run: '4711' })).allowed).toBe(true)
    expect(await card(id)).toMatchObject({
      standing: 'used',
      grant: { uses: [{ at: isoTime(at), token: 'ci', run: '4711', attempt: 1 }] },
    })
  })

  test('a grant whose time is over unused, told once', async () => {
    const id = await granted()
    platform.clock.advance(24 * HOUR_MS)
    await platform.poll()
    expect((await card(id)).standing).toBe('lapsed')
    await platform.poll()
    expect(await platform.audit('grant_expired')).toMatchObject([{ data: { request: id } }])
  })

  test('a grant that was withdrawn: by whom, when', async () => {
    const id = await granted()
    const at = isoTime(platform.clock.now())
    await cancelRequest(platform.deps, id, DANA)
    expect(await card(id)).toMatchObject({
      standing: 'cancelled',
      end: { at, by: DANA },
      grant: { voidedAt: at, voidedBy: DANA },
    })
    // Who withdrew it knows.
    const owed = await platform.owed()
    expect(to(owed, DANA, 'cancelled')).toEqual([])
    expect(to(owed, OMAR, 'cancelled')).toHaveLength(1)
  })

  test('a request that the level voided, by the bot', async () => {
    const id = await granted()
    await platform.settle(-0.1)
    expect(await card(id)).toMatchObject({ standing: 'voided', end: { by: null } })
  })

  test('the requester’s own request at another risk takes the place of the first', async () => {
    await platform.settle(0.8)
    const first = await platform.opened()
    const other = await platform.opened({ requestedBy: BOB, risk: 'medium' })
    const second = await platform.opened({ risk: 'high' })
    expect(await card(first)).toMatchObject({ standing: 'superseded', supersededBy: second })
    expect((await card(other)).standing).toBe('open')
    expect(await approve(platform.deps, first, OMAR)).toMatchObject({
      message: `Request ${second} took the place of this one; nothing more can be done on it.`,
    })
    expect(await platform.gate({ requestId: first })).toMatchObject({
      reasons: ['request_cancelled'],
      explanation: `Request ${second} took the place of request ${first}.`,
    })
  })

  test('nothing more can be done on a request whose grant was used', async () => {
    const id = await granted()
    await platform.gate(FEATURE)
    expect(await approve(platform.deps, id, TOMAS)).toMatchObject({
      message: 'This request is used: the gate has let its deployment through.',
    })
  })
})

describe('a second request for the same', () => {
  test('is answered with the first while that is open, whoever asks', async () => {
    await platform.settle(0.8)
    const id = await platform.opened()
    for (const requestedBy of [DANA, BOB])
      expect(await platform.request({ requestedBy })).toMatchObject({
        kind: 'known',
        request: { id },
        grant: null,
        ways: [],
      })
    expect(await platform.store.requests.list({ limit: 10 })).toHaveLength(1)
  })

  test.each([
    { what: 'another revision', input: { revision: 'v9' } },
    { what: 'another change type', input: { change: 'p1-bugfix' } },
    { what: 'another risk', input: { risk: 'high' } },
  ])('$what is another request', async ({ input }) => {
    await platform.settle(0.8)
    await platform.opened()
    expect(await platform.request(input)).toMatchObject({ kind: 'opened' })
  })

  test('is answered with the first while its grant is unused, and opened after', async () => {
    const id = await granted()
    expect(await platform.request({ change: 'feature' })).toMatchObject({
      kind: 'known',
      request: { id },
      grant: { requestId: id },
    })
    await platform.gate(FEATURE)
    expect(await platform.request({ change: 'feature' })).toMatchObject({ kind: 'opened' })
  })

  test('is opened when the first is over', async () => {
    await platform.settle(0.8)
    await platform.opened()
    platform.clock.advance(24 * HOUR_MS)
    expect(await platform.request()).toMatchObject({ kind: 'opened' })
  })

  test('that a level blocks meanwhile is told the ways through; each way is opened once', async () => {
    const id = await granted()
    await platform.settle(0.2)
    const known = await platform.request({ change: 'feature' })
    expect(known).toMatchObject({ kind: 'known', request: { id } })
    expect(known.kind === 'known' && known.ways.length).toBeGreaterThan(0)

    const documents = new Map(
      ['justification', 'complexity', 'blast-radius', 'rollback-time', 'mitigation'].map((name) => [
        name,
        'x',
      ]),
    )
    const through = { change: 'feature', way: 'exception', documents } as const
    const first = await platform.request(through)
    expect(first).toMatchObject({ kind: 'opened' })
    const again = await platform.request({ ...through, requestedBy: BOB })
    expect(again).toMatchObject({
      kind: 'known',
      request: { id: first.kind === 'opened' ? first.request.id : '' },
    })
  })
})

describe('nobody is held up by the first request', () => {
  test('that waits for what only a colleague may write', async () => {
    await platform.settle(0.4)
    const first = await platform.opened({ change: 'feature', requestedBy: BOB, answers: new Map() })
    expect(await platform.request({ change: 'feature', requestedBy: BOB })).toMatchObject({
      kind: 'known',
      request: { id: first },
      isOwn: true,
    })
    const second = await platform.opened({ change: 'feature' })
    await approve(platform.deps, second, OMAR)
    await approve(platform.deps, second, SOFIA)
    expect(await platform.gate(FEATURE)).toMatchObject({ allowed: true, requestId: second })
  })

  test('an override of somebody who may not override any more', async () => {
    await platform.settle(0.2)
    const documents = new Map([['documentation', 'Customers wait.']])
    const override = { change: 'feature', way: 'override', documents } as const
    const first = await platform.opened({ ...override, requestedBy: VICTOR })
    expect(await platform.request({ ...override, requestedBy: CLEO })).toMatchObject({
      kind: 'known',
      request: { id: first },
      isOwn: false,
    })
    platform.directory.change(VICTOR, { barred: 'deactivated' })
    expect(await platform.gate(FEATURE)).toMatchObject({ allowed: false })
    const second = await platform.opened({ ...override, requestedBy: CLEO })
    expect(await platform.gate(FEATURE)).toMatchObject({ allowed: true, requestId: second })
  })
})

describe('a text that is changed after an approval', () => {
  const PLAN = 'rollback-plan'

  test('voids the approvals that saw the old one, and says so', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, OMAR)
    const changed = await tickChecklist(platform.deps, id, DANA, PLAN, 'Another plan')
    expect(changed).toMatchObject({ kind: 'recorded', request: { state: 'open', approvals: [] } })
    const owed = await platform.owed()
    expect(to(owed, OMAR, 'text-changed')).toHaveLength(1)
    expect(to(owed, DANA, 'text-changed')).toHaveLength(0)
    const thread = owed.filter(({ act, subject }) => act === 'reply' && subject === `request/${id}`)
    expect(thread).toMatchObject([{ content: { kind: 'request-notice', event: 'text-changed' } }])
    expect((await card(id)).textChanges).toMatchObject([{ voided: [OMAR] }])
    expect(await platform.audit('approvals_voided')).toMatchObject([
      { actor: DANA, data: { request: id, people: [OMAR], texts: [PLAN] } },
    ])
    // The new text is approved by the same people again.
    await approve(platform.deps, id, OMAR)
    expect(await approve(platform.deps, id, SOFIA)).toMatchObject({ request: { state: 'granted' } })
  })

  test('a click on a message that shows the old one approves nothing', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    const button = async (): Promise<string> => {
      const shown = (await platform.owed()).findLast(({ subject }) => subject === `request/${id}`)
      const prompts = shown?.content['prompts'] as ApprovalRequestMessage['prompts'] | undefined
      return prompts?.find(({ kind }) => kind === 'approve')?.of ?? ''
    }
    const press = (value: string) => {
      const { requestId, textChanges } = readTextsShown(value)
      return approve(platform.deps, requestId, OMAR, textChanges)
    }
    const old = await button()
    await answerRequirements(platform.deps, id, DANA, new Map([[PLAN, 'Another plan']]))
    expect(await press(old)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('was changed') as string,
    })
    expect((await platform.requestNow(id)).approvals).toEqual([])
    expect(await press(await button())).toMatchObject({ kind: 'recorded' })
  })

  test('voids an unused grant as well, and the gate waits', async () => {
    const id = await granted()
    await answerRequirements(platform.deps, id, DANA, new Map([[PLAN, 'Another plan']]))
    expect(await card(id)).toMatchObject({ standing: 'open', grant: { voidedBy: DANA } })
    expect(await platform.gate(FEATURE)).toMatchObject({ allowed: false, decision: 'needs-approval' })
    expect(to(await platform.owed(), SOFIA, 'text-changed')).toHaveLength(1)
  })

  test('cannot be changed once the gate has let it through', async () => {
    const id = await granted()
    await platform.gate(FEATURE)
    expect(await tickChecklist(platform.deps, id, DANA, PLAN, 'Another plan')).toMatchObject({
      message: 'The gate has let this deployment through already: its texts stay as they are.',
    })
  })

  test('the same text again, or one that was missing, voids nothing', async () => {
    await platform.settle(0.4)
    const answers = new Map([[PLAN, 'The button']])
    const id = await platform.opened({ change: 'feature', answers })
    await approve(platform.deps, id, OMAR)
    await answerRequirements(platform.deps, id, DANA, new Map([...ALL_ANSWERS, ...answers]))
    expect((await platform.requestNow(id)).approvals).toHaveLength(1)
    expect(await approve(platform.deps, id, SOFIA)).toMatchObject({ request: { state: 'granted' } })
  })

  test('all texts are on record, each as it was', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature', summary: 'Why', answers: new Map([[PLAN, 'One']]) })
    await answerRequirements(platform.deps, id, DANA, new Map([[PLAN, 'Two']]))
    expect(await platform.audit('request_opened')).toMatchObject([
      { data: { summary: 'Why', answers: { [PLAN]: 'One' } } },
    ])
    expect((await platform.audit('request_decided')).at(-1)).toMatchObject({
      data: { texts: { [PLAN]: 'Two' } },
    })
  })
})

describe('a pipeline that runs again', () => {
  const RUN: Partial<GateCall> = { ...FEATURE, run: '4711' }

  test('may use its grant again in a further attempt of the same run, on record', async () => {
    const id = await granted()
    await platform.gate({ ...RUN, idempotencyKey: 'a' })
    platform.clock.advance(MINUTE_MS)
    const again = await platform.gate({ ...RUN, attempt: 2, idempotencyKey: 'b' })
    expect(again).toMatchObject({ allowed: true, requestId: id })
    // The answer that was lost on the way is given again, and is no further attempt.
    await platform.gate({ ...RUN, attempt: 2, idempotencyKey: 'b' })
    expect(await platform.audit('grant_used')).toMatchObject([
      { data: { run: '4711', attempt: 1 } },
      { data: { run: '4711', attempt: 2 } },
    ])
    expect((await card(id)).grant?.uses.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  test('attempts are counted where the pipeline does not count them', async () => {
    await granted()
    for (let time = 0; time < 3; time += 1) await platform.gate(RUN)
    expect((await platform.audit('grant_used')).map(({ data }) => data['attempt'])).toEqual([1, 2, 3])
  })

  test.each([
    { what: 'another run', call: { run: '4712' } },
    { what: 'no run', call: { run: null } },
    {
      what: 'the same run of another token',
      call: { caller: { token: 'other', automatic: false, mayClaim: [] } },
    },
  ])('$what may not', async ({ call }) => {
    const id = await granted()
    await platform.gate(RUN)
    expect(await platform.gate({ ...RUN, ...call })).toMatchObject({
      allowed: false,
      reasons: ['grant_used'],
      explanation: `The grant of request ${id} was used by run 4711. Ask again in Slack.`,
    })
  })

  test('nor after the grant’s time, nor at a level that blocks', async () => {
    await granted()
    await platform.gate(RUN)
    await platform.settle(0.2)
    expect((await platform.gate(RUN)).decision).toBe('blocked')
    await platform.settle(0.4)
    expect((await platform.gate(RUN)).allowed).toBe(true)
    platform.clock.advance(24 * HOUR_MS)
    expect(await platform.gate(RUN)).toMatchObject({ allowed: false, reasons: ['grant_used'] })
  })
})

test('an escalation is one message to each person, and none to whoever hands it on', async () => {
  await platform.settle(0.2)
  const id = await platform.opened()
  await escalate(platform.deps, id, DANA)
  const calls = (await platform.owed()).filter(({ content }) => content.kind === 'approval-call')
  const mentioned = calls.flatMap(({ content }) => content['mentions'] as readonly string[])
  const direct = calls.flatMap(({ address }) => (address.kind === 'person' ? [address.userId] : []))
  expect(direct.length).toBeGreaterThan(0)
  expect(mentioned.filter((who) => direct.includes(who))).toEqual([])
  expect(new Set(direct).size).toBe(direct.length)
  expect(direct).not.toContain(DANA)
  expect(calls.filter(({ act }) => act === 'reply')).toHaveLength(1)
})

describe('a form is opened', () => {
  test('for who may reject, and for no one else', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    expect(await mayReject(platform.deps, id, OMAR)).toMatchObject({ kind: 'recorded' })
    expect(await mayReject(platform.deps, id, VICTOR)).toMatchObject({ kind: 'refused' })
    expect(await mayReject(platform.deps, id, DANA)).toMatchObject({ kind: 'refused' })
    expect((await platform.requestNow(id)).state).toBe('open')
  })

  test('for the requester’s texts, and for no one else', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    expect(await mayAnswer(platform.deps, id, DANA)).toMatchObject({ kind: 'recorded' })
    expect(await mayAnswer(platform.deps, id, OMAR)).toMatchObject({ kind: 'refused' })
    expect(await platform.audit('request_decided')).toEqual([])
  })
})

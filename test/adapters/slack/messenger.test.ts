import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'

import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { startSlack } from '../../../src/adapters/slack/connection.ts'
import { placeOf } from '../../../src/adapters/slack/message-reference.ts'
import { MESSAGE_EVENT } from '../../../src/adapters/slack/messenger.ts'
import { SCOPES } from '../../../src/adapters/slack/scopes.ts'
import { aPng } from '../../support/a-png.ts'
import { DEV, openOffice, TOKENS } from './support/office.ts'
import type { Office } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())
beforeEach(() => {
  // A channel takes about one message a second.
  office.clock.shiftMs += 60_000
})

let count = 0
const owed = (rest: Partial<OwedMessage> = {}): OwedMessage => {
  count += 1
  return {
    id: `m_${count}`,
    address: { kind: 'channel', purpose: 'announcements' },
    subject: `s_${count}`,
    content: { kind: 'test' },
    owedAt: office.clock.now(),
    act: 'post',
    ...rest,
  }
}
const rendered = { text: 'Frozen', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*Frozen*' } }] }
async function post(message = owed()) {
  const sent = await office.slack.messenger.post(message, rendered, null)
  if (sent.kind !== 'sent') throw new Error(sent.error)
  return { subject: message.subject, reference: sent.reference, ...placeOf(sent.reference) }
}

test('a post that Slack carries out after the call was given up is deleted beside its repetition', async () => {
  const message = owed()
  const { messenger } = office.slack
  office.workspace.failNext('chat.postMessage', { dropConnection: 'before', takesEffectAfterMs: 300 })
  expect(await messenger.post(message, rendered, null)).toMatchObject({ kind: 'passing' })
  const sent = await messenger.post(message, rendered, null)
  if (sent.kind !== 'sent') throw new Error(sent.error)
  const own = () =>
    office.workspace
      .messages('engineering')
      .filter(({ metadata }) => metadata?.event_payload['id'] === message.id)
      .map(({ ts }) => ts)
  await expect.poll(() => own().length, { timeout: 20_000 }).toBe(2)
  expect(await messenger.removeTwins(message, sent.reference, null)).toBe(1)
  expect(own()).toEqual([placeOf(sent.reference).ts])
  expect(await messenger.removeTwins(message, sent.reference, null)).toBe(0)
})

describe('sending', () => {
  test('a post carries its id as metadata, and its text beside the blocks', async () => {
    const message = owed()
    const { ts } = await post(message)
    expect(office.workspace.messages('engineering').find((known) => known.ts === ts)).toMatchObject({
      text: 'Frozen',
      metadata: { event_type: MESSAGE_EVENT, event_payload: { id: message.id } },
    })
  })

  test('a reply stands in the thread of its head', async () => {
    const head = await post()
    office.clock.shiftMs += 2_000
    const sent = await office.slack.messenger.post(owed({ act: 'reply' }), rendered, head)
    expect(sent.kind).toBe('sent')
    expect(office.workspace.thread(head.channelId, head.ts)).toHaveLength(2)
  })

  test('an update changes the message in place', async () => {
    const head = await post()
    const sent = await office.slack.messenger.update(
      owed({ act: 'update' }),
      { text: 'Over', blocks: [] },
      head,
    )
    expect(sent).toMatchObject({ kind: 'sent', reference: head.reference })
    expect(office.workspace.messages('engineering').find(({ ts }) => ts === head.ts)?.text).toBe('Over')
  })

  test.each([
    ['a short one is left alone', 'Over', 'Over'],
    ['a long one is cut', 'x'.repeat(5_000), `${'x'.repeat(3_997)}…`],
    ['bytes count, not characters', 'é'.repeat(3_000), `${'é'.repeat(1_998)}…`],
    ['no character is cut in two', `${'x'.repeat(3_996)}${'😀'.repeat(9)}`, `${'x'.repeat(3_996)}…`],
    ['no escape is cut in two', `${'x'.repeat(3_995)}&amp;${'x'.repeat(9)}`, `${'x'.repeat(3_995)}…`],
  ])("the text beside an edited message's blocks has 4,000 bytes: %s", async (_case, text, expected) => {
    const head = await post()
    await office.slack.messenger.update(owed({ act: 'update' }), { ...rendered, text }, head)
    const shown = office.workspace.messages('engineering').find(({ ts }) => ts === head.ts)?.text
    expect(shown).toBe(expected)
  })

  test('a person gets a direct message', async () => {
    await post(owed({ address: { kind: 'person', userId: DEV } }))
    expect(office.workspace.messages(office.workspace.channel(DEV).id).map(({ text }) => text)).toContain(
      'Frozen',
    )
  })

  test.each([
    ['the same channel by name and by purpose', 'announcements', 'C0ENGINEER'],
    ['a channel given by its id', 'incidents', 'C0INCIDENT'],
  ] as const)('the queue is the channel: %s', (_case, purpose, key) => {
    expect(office.slack.messenger.queueOf(owed({ address: { kind: 'channel', purpose } }))).toBe(key)
  })
})

describe('a message with a picture', () => {
  const pictured = (draw = () => Promise.resolve<Uint8Array>(aPng())) => ({
    ...rendered,
    picture: () => Promise.resolve({ title: 'Budget', altText: 'It falls', standIn: rendered.blocks, draw }),
  })
  const arrived = (id: string) =>
    office.workspace
      .messages('engineering')
      .filter(({ metadata }) => metadata?.event_payload['id'] === id)
      .map(({ blocks }) => blocks.map(({ type }) => type))

  test('is found again by its metadata when the answer was lost', async () => {
    const message = owed()
    office.workspace.failNext('chat.postMessage', { dropConnection: 'before' })
    expect(await office.slack.messenger.post(message, pictured(), null)).toMatchObject({ kind: 'passing' })
    office.clock.shiftMs += 5_000
    office.workspace.failNext('chat.postMessage', { dropConnection: 'after' })
    expect(await office.slack.messenger.post(message, pictured(), null)).toMatchObject({ kind: 'passing' })
    expect(await office.slack.messenger.find(message, null)).toMatchObject({ kind: 'found' })
    expect(arrived(message.id)).toEqual([['section', 'image']])
  })

  test('is not there when the bot dies after the upload, and is posted by the next bot', async () => {
    const message = owed()
    office.workspace.failNext('chat.postMessage', { dropConnection: 'before' })
    expect(await office.slack.messenger.post(message, pictured(), null)).toMatchObject({ kind: 'passing' })
    const next = await startSlack(office.options)
    onTestFinished(() => next.stop())
    expect(await next.messenger.find(message, null)).toEqual({ kind: 'absent' })
    expect(await next.messenger.post(message, pictured(), null)).toMatchObject({ kind: 'sent' })
    expect(arrived(message.id)).toEqual([['section', 'image']])
  })

  test('is neither posted nor edited by who may not send any more, though they had begun', async () => {
    const head = await post()
    const lease = { isHeld: true }
    const slack = await startSlack({ ...office.options, maySend: () => lease.isHeld })
    onTestFinished(() => slack.stop())
    // It is lost while the picture is drawn.
    const drawn = pictured(() => {
      lease.isHeld = false
      return Promise.resolve(aPng())
    })
    const late = owed()
    const refused = { kind: 'passing', error: expect.stringContaining('another replica sends') as string }
    expect(await slack.messenger.post(late, drawn, null)).toMatchObject(refused)
    lease.isHeld = true
    expect(await slack.messenger.update(owed({ act: 'update' }), drawn, head)).toMatchObject(refused)
    expect(await slack.messenger.find(late, null)).toEqual({ kind: 'absent' })
    lease.isHeld = true
    expect(await slack.messenger.post(late, rendered, null)).toMatchObject({ kind: 'sent' })
  })

  test('keeps its picture when it is edited', async () => {
    const head = await post()
    await office.slack.messenger.update(owed({ act: 'update' }), pictured(), head)
    const edited = office.workspace.messages('engineering').find(({ ts }) => ts === head.ts)
    expect(edited?.blocks.map(({ type }) => type)).toEqual(['section', 'image'])
  })

  test('is sent as words where what it would show is gone', async () => {
    const [gone, broken] = [owed(), owed()]
    await office.slack.messenger.post(gone, { ...rendered, picture: () => Promise.resolve(null) }, null)
    await office.slack.messenger.post(
      broken,
      { ...rendered, picture: () => Promise.reject(new Error('no store')) },
      null,
    )
    expect([...arrived(gone.id), ...arrived(broken.id)]).toEqual([['section'], ['section']])
  })
})

describe('what a failure means', () => {
  test.each([
    [
      'Slack asks to wait',
      { status: 429, retryAfterSeconds: 7 },
      { kind: 'passing', error: 'ratelimited', retryAfterMs: 7_000 },
    ],
    ['Slack is broken', { status: 503 }, { kind: 'passing', error: 'HTTP 503' }],
    ['Slack stumbles', { error: 'internal_error' }, { kind: 'passing', error: 'internal_error' }],
    ['Slack is unavailable', { error: 'service_unavailable' }, { kind: 'passing' }],
    ['the connection breaks', { dropConnection: 'before' as const }, { kind: 'passing' }],
    [
      'Slack asks to wait, and not how long',
      { status: 429, retryAfterSeconds: null },
      { kind: 'passing', error: 'ratelimited', retryAfterMs: null },
    ],
    [
      'Slack asks to wait for a year, which is believed up to an hour',
      { status: 429, retryAfterSeconds: 31_536_000 },
      { kind: 'passing', error: 'ratelimited', retryAfterMs: 3_600_000 },
    ],
    [
      'a page of a proxy comes as a good answer',
      { body: '<html><body>Welcome</body></html>' },
      { kind: 'passing', error: 'an answer that is not from Slack' },
    ],
    ['half an answer comes', { body: '{"ok":true,"ts":"17' }, { kind: 'passing' }],
    ['nothing comes as a good answer', { body: '' }, { kind: 'passing' }],
    ['a list comes', { body: '[]' }, { kind: 'passing' }],
    ['null comes', { body: 'null' }, { kind: 'passing' }],
    [
      'a good answer names no message',
      { body: '{"ok":true}' },
      { kind: 'passing', error: 'Slack answered without the message id' },
    ],
    [
      'the channel is gone, and somebody can make it again',
      { error: 'channel_not_found' },
      { kind: 'passing', error: 'channel_not_found' },
    ],
    [
      'the channel is archived, and somebody can take it out',
      { error: 'is_archived' },
      { kind: 'passing', error: 'is_archived' },
    ],
    ['the bot was thrown out, and somebody can invite it', { error: 'not_in_channel' }, { kind: 'passing' }],
    ['the blocks are wrong', { error: 'invalid_blocks' }, { kind: 'final' }],
    ['the message is too long', { error: 'msg_too_long' }, { kind: 'final' }],
    [
      'the token is dead, which the operator can correct',
      { error: 'account_inactive' },
      { kind: 'passing', error: 'account_inactive' },
    ],
  ])('%s', async (_case, fault, expected) => {
    office.workspace.failNext('chat.postMessage', fault)
    expect(await office.slack.messenger.post(owed(), rendered, null)).toMatchObject(expected)
  })
})

describe('a head that somebody deleted', () => {
  const deleted = async () => {
    const head = await post()
    await fetch(`${office.workspace.apiUrl}chat.delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: head.channelId, ts: head.ts }),
    })
    return head
  }

  test('leaves its replies to the channel, where they are found again', async () => {
    const head = await deleted()
    const reply = owed({ act: 'reply' })
    expect(await office.slack.messenger.find(reply, head)).toEqual({ kind: 'absent' })
    const sent = await office.slack.messenger.post(reply, rendered, head)
    if (sent.kind !== 'sent') throw new Error(sent.error)
    const shown = office.workspace.messages('engineering').at(-1)
    expect(shown).toMatchObject({ ts: placeOf(sent.reference).ts, threadTs: null })
    expect(await office.slack.messenger.find(reply, head)).toEqual({
      kind: 'found',
      reference: sent.reference,
    })
  })

  test('has nothing to edit any more', async () => {
    expect(await office.slack.messenger.update(owed(), rendered, await deleted())).toEqual({
      kind: 'final',
      error: 'message_not_found',
    })
  })
})

describe('a channel that the bot cannot see', () => {
  test('is looked for again with the next message: somebody may have made it, or invited the bot', async () => {
    const { workspace } = office
    const slack = await startSlack({
      ...office.options,
      channels: { ...office.options.channels, incidents: '#secret' },
    })
    onTestFinished(() => slack.stop())
    const incident = (): OwedMessage => owed({ address: { kind: 'channel', purpose: 'incidents' } })
    expect(await slack.messenger.post(incident(), rendered, null)).toEqual({
      kind: 'passing',
      error: 'no channel #secret in Slack',
      retryAfterMs: null,
    })
    workspace.changeChannel('C0SECRET01', { hasBot: true })
    onTestFinished(() => workspace.changeChannel('C0SECRET01', { hasBot: false }))
    expect(await slack.messenger.post(incident(), rendered, null)).toMatchObject({ kind: 'sent' })
  })

  test('does not hide the public ones: without groups:read those are found by name', async () => {
    const poor = await openOffice('socket', { scopes: SCOPES.filter((scope) => scope !== 'groups:read') })
    onTestFinished(() => poor.close())
    expect(await poor.slack.messenger.post(owed(), rendered, null)).toMatchObject({ kind: 'sent' })
  })
})

describe('finding a post again', () => {
  test('finds a post whose answer was lost, in a channel and in a thread', async () => {
    const head = await post()
    office.clock.shiftMs += 2_000
    const lost = owed()
    office.workspace.failNext('chat.postMessage', { dropConnection: 'after' })
    expect(await office.slack.messenger.post(lost, rendered, null)).toMatchObject({ kind: 'passing' })
    expect(await office.slack.messenger.find(lost, null)).toMatchObject({
      kind: 'found',
      reference: expect.stringContaining('C0ENGINEER/') as string,
    })

    office.clock.shiftMs += 2_000
    const reply = owed({ act: 'reply' })
    await office.slack.messenger.post(reply, rendered, head)
    expect(await office.slack.messenger.find(reply, head)).toMatchObject({ kind: 'found' })
  })

  test('finds a direct message', async () => {
    const message = owed({ address: { kind: 'person', userId: DEV } })
    const { reference } = await post(message)
    expect(await office.slack.messenger.find(message, null)).toMatchObject({ kind: 'found', reference })
  })

  test('does not find what was never posted', async () => {
    expect(await office.slack.messenger.find(owed(), null)).toEqual({ kind: 'absent' })
  })

  test('looks past the first page', async () => {
    const message = owed()
    const { reference } = await post(message)
    for (let index = 0; index < 250; index += 1) office.workspace.say(DEV, 'C0ENGINEER', `chatter ${index}`)
    expect(await office.slack.messenger.find(message, null)).toMatchObject({ kind: 'found', reference })
  })

  test.each([
    ['Slack stumbles', { error: 'internal_error' }, { error: 'internal_error' }],
    ['Slack is away', { status: 503 }, { error: 'HTTP 503', isAway: true }],
    ['the token is refused', { error: 'invalid_auth' }, { error: 'invalid_auth' }],
  ])('does not know when Slack cannot be asked: %s', async (_case, fault, why) => {
    // A question is asked twice.
    office.workspace.failNext('conversations.history', fault, 2)
    expect(await office.slack.messenger.find(owed(), null)).toEqual({ kind: 'unknown', ...why })
    office.workspace.clearFaults()
  })

  test.each(['missing_scope', 'not_in_channel', 'channel_not_found'])(
    'what Slack will never let the bot look for counts as absent, as twice is better than never: %s',
    async (error) => {
      office.workspace.failNext('conversations.history', { error })
      expect(await office.slack.messenger.find(owed(), null)).toEqual({ kind: 'absent' })
    },
  )
})

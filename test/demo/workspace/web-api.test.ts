import type { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'

import { aClient, APP_TOKEN, aWorkspace, BOT_TOKEN, DEV, refusalOf, SRE } from './a-workspace.ts'

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } })

const title = { type: 'plain_text', text: 'x' }
const home = (blocks: number, text: string) => ({
  type: 'home' as const,
  blocks: Array.from({ length: blocks }, () => section(text)),
})

describe('what the Web API refuses', () => {
  it.each<[string, string, (client: WebClient) => Promise<unknown>]>([
    ['a method that is none', 'unknown_method', (client) => client.apiCall('budget.make')],
    [
      'a channel that is none',
      'channel_not_found',
      (client) => client.chat.postMessage({ channel: 'C0NONE', text: 'x' }),
    ],
    [
      'a private channel without the bot',
      'channel_not_found',
      (client) => client.chat.postMessage({ channel: 'C0SECRET', text: 'x' }),
    ],
    [
      'an archived channel',
      'is_archived',
      (client) => client.chat.postMessage({ channel: 'C0OLD', text: 'x' }),
    ],
    ['an empty message', 'no_text', (client) => client.chat.postMessage({ channel: 'C0ENG', text: '' })],
    [
      '40,001 characters',
      'msg_too_long',
      (client) => client.chat.postMessage({ channel: 'C0ENG', text: 'x'.repeat(40_001) }),
    ],
    [
      'blocks that are no list',
      'invalid_blocks_format',
      (client) => client.apiCall('chat.postMessage', { channel: 'C0ENG', blocks: '{' }),
    ],
    [
      'too much in the blocks together',
      'msg_blocks_too_long',
      (client) =>
        client.chat.postMessage({
          channel: 'C0ENG',
          text: 'x',
          blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_900))),
        }),
    ],
    [
      'metadata of the wrong form',
      'invalid_metadata_format',
      (client) =>
        client.apiCall('chat.postMessage', { channel: 'C0ENG', text: 'x', metadata: { type: 'x' } }),
    ],
    [
      'a thread that is none',
      'thread_not_found',
      (client) => client.chat.postMessage({ channel: 'C0ENG', text: 'x', thread_ts: '1700000000.000001' }),
    ],
    [
      'an update of no message',
      'message_not_found',
      (client) => client.chat.update({ channel: 'C0ENG', ts: '1.000001', text: 'x' }),
    ],
    [
      'a deletion of no message',
      'message_not_found',
      (client) => client.chat.delete({ channel: 'C0ENG', ts: '1.000001' }),
    ],
    [
      'a message for somebody who is not in the channel',
      'user_not_in_channel',
      (client) => client.chat.postEphemeral({ channel: 'C0INNER', user: DEV, text: 'x' }),
    ],
    ['a person who is none', 'user_not_found', (client) => client.users.info({ user: 'U0NOBODY' })],
    [
      'an address that nobody has',
      'users_not_found',
      (client) => client.users.lookupByEmail({ email: 'nobody@example.com' }),
    ],
    [
      'a direct message to somebody deactivated',
      'user_disabled',
      (client) => client.conversations.open({ users: 'U0GONE' }),
    ],
    [
      'the history of a channel that the bot is not in',
      'not_in_channel',
      (client) => client.conversations.history({ channel: 'C0OPEN' }),
    ],
    [
      'a cursor of its own making',
      'invalid_cursor',
      (client) => client.conversations.list({ cursor: 'abc' }),
    ],
    [
      'joining a private channel',
      'channel_not_found',
      (client) => client.conversations.join({ channel: 'C0SECRET' }),
    ],
    [
      'members of a group that is switched off',
      'no_such_subteam',
      (client) => client.usergroups.users.list({ usergroup: 'S0OFF' }),
    ],
    [
      'a Socket Mode address for a bot token',
      'not_allowed_token_type',
      (client) => client.apps.connections.open(),
    ],
    [
      'a modal without a trigger of Slack',
      'invalid_trigger_id',
      (client) =>
        client.views.open({
          trigger_id: '1.2.x',
          view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] },
        }),
    ],
    [
      'a home tab for nobody',
      'invalid_arguments',
      (client) => client.views.publish({ user_id: 'U0NOBODY', view: { type: 'home', blocks: [] } }),
    ],
    [
      'a modal in the place of a home',
      'invalid_arguments',
      (client) =>
        client.apiCall('views.publish', { user_id: DEV, view: { type: 'modal', title, blocks: [] } }),
    ],
    [
      'a home with a button to send it',
      'invalid_arguments',
      (client) =>
        client.apiCall('views.publish', { user_id: DEV, view: { type: 'home', submit: title, blocks: [] } }),
    ],
    [
      'a home of 101 blocks',
      'invalid_arguments',
      (client) => client.views.publish({ user_id: DEV, view: home(101, 'x') }),
    ],
    [
      'a home of more than 250 kB',
      'view_too_large',
      (client) => client.views.publish({ user_id: DEV, view: home(100, 'x'.repeat(2_900)) }),
    ],
    [
      'a home whose hash is none',
      'hash_conflict',
      (client) => client.views.publish({ user_id: DEV, hash: '1.none', view: home(1, 'x') }),
    ],
  ])('%s: %s', async (_case, error, call) => {
    const { client } = await aWorkspace()
    expect(await refusalOf(call(client))).toMatchObject({ error })
  })

  it.each([
    ['no token', '', 'not_authed'],
    ['a foreign token', 'xoxb-other', 'invalid_auth'],
    ['an app token', APP_TOKEN, 'not_allowed_token_type'],
    ['the bot token', BOT_TOKEN, 'none'],
  ])('%s for auth.test: %s', async (_case, token, error) => {
    const { workspace } = await aWorkspace()
    expect(await refusalOf(aClient(workspace, token).auth.test())).toMatchObject({ error })
  })

  it.each<[string, string, (client: WebClient) => Promise<unknown>]>([
    ['chat:write', 'posting', (client) => client.chat.postMessage({ channel: 'C0ENG', text: 'x' })],
    ['im:write', 'opening a direct message', (client) => client.conversations.open({ users: DEV })],
    ['usergroups:read', 'listing user groups', (client) => client.usergroups.list()],
    [
      'groups:read',
      'listing private channels',
      (client) => client.conversations.list({ types: 'private_channel' }),
    ],
    [
      'users:read.email',
      'finding by address',
      (client) => client.users.lookupByEmail({ email: 'dana@example.com' }),
    ],
  ])('without %s there is no %s', async (scope, _what, call) => {
    const { client } = await aWorkspace({ app: { scopes: ['channels:read', 'users:read'] } })
    const error: unknown = await call(client).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      data: { error: 'missing_scope', needed: scope, provided: 'channels:read,users:read' },
    })
  })

  it('names each problem of the blocks and answers the scopes that there are', async () => {
    const { client } = await aWorkspace({ app: { scopes: ['chat:write'] } })
    const blocks = [section(''), section('x'.repeat(3_001))]
    const { error, problems } = await refusalOf(
      client.chat.postMessage({ channel: 'C0ENG', text: 'x', blocks }),
    )
    expect(error).toBe('invalid_blocks')
    expect(problems).toEqual([
      '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
      '[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
    ])
    expect((await client.auth.test()).response_metadata).toMatchObject({ scopes: ['chat:write'] })
  })

  it('lets chat:write.public post where the bot is not, and nothing else', async () => {
    const scopes = ['chat:write']
    const { client } = await aWorkspace({ app: { scopes } })
    const post = { channel: 'C0OPEN', text: 'x' }
    expect(await refusalOf(client.chat.postMessage(post))).toMatchObject({ error: 'not_in_channel' })
    const { client: wider } = await aWorkspace({ app: { scopes: [...scopes, 'chat:write.public'] } })
    expect((await wider.chat.postMessage(post)).ok).toBe(true)
  })

  it('tells a free plan to upgrade', async () => {
    const { client } = await aWorkspace({ isFreePlan: true })
    expect(await refusalOf(client.usergroups.list())).toMatchObject({ error: 'plan_upgrade_required' })
  })

  it.each<[string, RequestInit, object]>([
    [
      'JSON that is broken',
      { headers: { 'content-type': 'application/json' }, body: '{' },
      { error: 'invalid_json' },
    ],
    [
      'JSON that is a list',
      { headers: { 'content-type': 'application/json' }, body: '[]' },
      { error: 'json_not_object' },
    ],
    [
      'a token inside JSON',
      { headers: { 'content-type': 'application/json' }, body: `{"token":"${BOT_TOKEN}"}` },
      { error: 'not_authed' },
    ],
    ['a token inside a form', { body: new URLSearchParams({ token: BOT_TOKEN }) }, { ok: true }],
    [
      'a body of another type',
      { headers: { 'content-type': 'text/csv' }, body: 'a,b' },
      { error: 'invalid_post_type' },
    ],
    ['a token in the header', { headers: { authorization: `Bearer ${BOT_TOKEN}` } }, { ok: true }],
  ])('%s', async (_case, init, answer) => {
    const { workspace } = await aWorkspace()
    const response = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST', ...init })
    expect(await response.json()).toMatchObject(answer)
  })
})

describe('messages', () => {
  it('are posted, updated, found again by their metadata and deleted', async () => {
    const { workspace, client } = await aWorkspace()
    const metadata = { event_type: 'owed', event_payload: { id: 'm1' } }
    const posted = await client.chat.postMessage({
      channel: '#engineering',
      text: 'a &lt; b',
      blocks: [section('one')],
      metadata,
    })
    const at = { channel: posted.channel ?? '', ts: posted.ts ?? '' }
    await client.chat.update({ ...at, text: 'new text' })
    const { messages = [] } = await client.conversations.history({
      channel: at.channel,
      include_all_metadata: true,
    })
    expect(messages).toMatchObject([{ text: 'new text', metadata, blocks: [{ text: { text: 'one' } }] }])
    const bare = await client.conversations.history({ channel: at.channel })
    expect(bare.messages?.[0]).not.toHaveProperty('metadata')
    await client.chat.update({ ...at, text: 'bare', blocks: [] })
    expect(workspace.messages('engineering')).toMatchObject([{ text: 'bare', blocks: [], metadata }])
    const link = await client.chat.getPermalink({ channel: at.channel, message_ts: at.ts })
    expect(link.permalink).toBe(`https://example.slack.com/archives/C0ENG/p${at.ts.replace('.', '')}`)
    await client.chat.delete(at)
    expect(workspace.messages('engineering')).toEqual([])
  })

  it('of others are not the bot’s to change', async () => {
    const { workspace, client } = await aWorkspace()
    const { channel, ts } = workspace.say(DEV, 'engineering', 'mine')
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    })
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toMatchObject({
      error: 'cant_delete_message',
    })
  })

  it('in a thread belong to its head, and history shows heads alone', async () => {
    const { workspace, client } = await aWorkspace()
    const head = await client.chat.postMessage({ channel: 'C0ENG', text: 'head' })
    const reply = await client.chat.postMessage({ channel: 'C0ENG', text: 'reply', thread_ts: head.ts ?? '' })
    await client.chat.postMessage({ channel: 'C0ENG', text: 'reply to the reply', thread_ts: reply.ts ?? '' })
    const { messages = [] } = await client.conversations.replies({ channel: 'C0ENG', ts: head.ts ?? '' })
    expect(messages.map(({ text }) => text)).toEqual(['head', 'reply', 'reply to the reply'])
    const history = await client.conversations.history({ channel: 'C0ENG' })
    expect(history.messages).toMatchObject([{ text: 'head', reply_count: 2 }])
    expect(workspace.thread('engineering', head.ts ?? '')).toHaveLength(3)
  })

  it('for one person are in no history and cannot be updated', async () => {
    const { workspace, client } = await aWorkspace()
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel: 'C0ENG',
      user: DEV,
      text: 'psst',
    })
    expect(workspace.ephemerals(DEV)).toMatchObject([{ text: 'psst', ts }])
    expect(workspace.ephemerals(SRE)).toEqual([])
    expect((await client.conversations.history({ channel: 'C0ENG' })).messages).toEqual([])
    expect(await refusalOf(client.chat.update({ channel: 'C0ENG', ts, text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    })
  })

  it('to a person arrive in one direct message, whichever way it is named', async () => {
    const { workspace, client } = await aWorkspace()
    const opened = await client.conversations.open({ users: DEV })
    const again = await client.conversations.open({ users: DEV })
    expect(again.channel?.id).toBe(opened.channel?.id)
    await client.chat.postMessage({ channel: opened.channel?.id ?? '', text: 'one' })
    await client.chat.postMessage({ channel: DEV, text: 'two' })
    expect(workspace.messages(DEV).map(({ text }) => text)).toEqual(['one', 'two'])
  })

  it('come in pages, newest first, none twice', async () => {
    const { workspace, client } = await aWorkspace()
    for (let index = 0; index < 5; index += 1) workspace.say(DEV, 'engineering', `m${index}`)
    const texts: string[] = []
    for await (const page of client.paginate('conversations.history', { channel: 'C0ENG', limit: 2 })) {
      texts.push(...(page as unknown as { messages: { text: string }[] }).messages.map(({ text }) => text))
    }
    expect(texts).toEqual(['m4', 'm3', 'm2', 'm1', 'm0'])
  })

  it('are cut by oldest and latest, which belong to the answer only when inclusive', async () => {
    const { workspace, client } = await aWorkspace()
    const [first, , third] = ['a', 'b', 'c'].map((text) => workspace.say(DEV, 'engineering', text).ts)
    const between = { channel: 'C0ENG', oldest: first ?? '', latest: third ?? '' }
    expect((await client.conversations.history(between)).messages).toMatchObject([{ text: 'b' }])
    expect((await client.conversations.history({ ...between, inclusive: true })).messages).toHaveLength(3)
  })
})

describe('people and channels', () => {
  it.each<[string, object]>([
    [DEV, { name: 'dana', deleted: false, is_bot: false, team_id: 'T0TEAM', is_restricted: false }],
    ['U0GUEST', { is_restricted: true }],
    ['U0GONE', { deleted: true }],
    ['U0OTHER', { is_stranger: true, team_id: 'T0OTHER' }],
  ])('%s is described as Slack does', async (user, expected) => {
    const { client } = await aWorkspace()
    expect((await client.users.info({ user })).user).toMatchObject(expected)
  })

  it('change when an administrator changes them', async () => {
    const { workspace, client } = await aWorkspace()
    workspace.changePerson(DEV, { isDeactivated: true })
    workspace.changeUserGroup('S0SRE', { users: [] })
    workspace.changeChannel('C0ENG', { isArchived: true, hasBot: false })
    expect((await client.users.info({ user: DEV })).user).toMatchObject({ deleted: true })
    expect((await client.usergroups.users.list({ usergroup: 'S0SRE' })).users).toEqual([])
    const { channel } = await client.conversations.info({ channel: 'C0ENG' })
    expect(channel).toMatchObject({ is_archived: true, is_member: false })
  })

  it('shows addresses only with their scope', async () => {
    const { client } = await aWorkspace({ app: { scopes: ['users:read'] } })
    expect((await client.users.info({ user: DEV })).user?.profile).not.toHaveProperty('email')
  })

  it('lists the groups that are in force, and their people', async () => {
    const { client } = await aWorkspace()
    const { usergroups = [] } = await client.usergroups.list({ include_users: true })
    expect(usergroups).toMatchObject([{ id: 'S0SRE', handle: 'sre', users: [SRE] }])
    expect((await client.usergroups.users.list({ usergroup: 'S0SRE' })).users).toEqual([SRE])
  })

  it('lists channels by kind, without archived ones where asked, and joins public ones', async () => {
    const { client } = await aWorkspace()
    const { channels = [] } = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
    })
    expect(channels.map(({ name }) => name)).toEqual(['engineering', 'open', 'inner'])
    await client.conversations.join({ channel: 'C0OPEN' })
    expect((await client.conversations.info({ channel: 'C0OPEN' })).channel).toMatchObject({
      is_member: true,
    })
    const { user_id: bot = '' } = await client.auth.test()
    expect((await client.conversations.members({ channel: 'C0OPEN' })).members).toContain(bot)
  })
})

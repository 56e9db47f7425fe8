import type { KnownBlock } from '@slack/types'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'

import type { Fault } from '../../../../demo/workspace/faults.ts'
import { fileIdsIn } from '../../../../demo/workspace/shown-files.ts'
import type { Workspace } from '../../../../demo/workspace/workspace.ts'
import { PicturePosts } from '../../../../src/adapters/slack/pictures/picture-posts.ts'
import { PictureUploads } from '../../../../src/adapters/slack/pictures/picture-uploads.ts'
import { isUploadUrl } from '../../../../src/adapters/slack/pictures/upload-file.ts'
import { section } from '../../../../src/adapters/slack/blocks/parts.ts'
import { ownAccount } from '../../../../src/adapters/slack/account.ts'
import { SCOPES } from '../../../../src/adapters/slack/scopes.ts'
import { webClients } from '../../../../src/adapters/slack/web-clients.ts'
import { MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { afterwards, aWorkspace, BOT_TOKEN, SteppedClock } from '../../../demo/workspace/a-workspace.ts'
import { aPng } from '../../../support/a-png.ts'
import { KeptLog } from '../support/office.ts'

const WORDS: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text: 'Words' } }
const STAND_IN: KnownBlock = { type: 'context', elements: [{ type: 'mrkdwn', text: 'Instead' }] }
const BUTTONS: KnownBlock = {
  type: 'actions',
  elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Go' } }],
}

async function aDesk(scopes: readonly string[] = SCOPES, tellingMs = 10_000) {
  const { workspace, clock } = await aWorkspace({ app: { scopes } })
  const log = new KeptLog()
  const clients = webClients(BOT_TOKEN, workspace.apiUrl, log, { askingMs: 5_000, tellingMs })
  const account = await ownAccount(clients.asking)
  const uploads = new PictureUploads({
    clients,
    apiUrl: workspace.apiUrl,
    account: () => account,
    clock,
    logger: log,
  })
  const posts = new PicturePosts(uploads, clock)
  let drawn = 0
  const send = async (
    key = 'm1',
    draw = () => Promise.resolve(aPng()),
    words = [WORDS],
    altText = 'It falls',
  ) => {
    const picture = {
      title: 'Budget',
      altText,
      standIn: [STAND_IN],
      draw: () => {
        drawn += 1
        return draw()
      },
    }
    return posts.send(key, [...words, BUTTONS], picture, (blocks) =>
      clients.telling.chat.postMessage({ channel: 'C0ENG', text: 'Words', blocks: [...blocks] }),
    )
  }
  return { workspace, clock, log, send, drawn: () => drawn }
}

const typesIn = (workspace: Workspace): readonly (readonly unknown[])[] =>
  workspace.messages('C0ENG').map(({ blocks }) => blocks.map(({ type }) => type))

const PICTURED = [['section', 'image', 'actions']]
const WORDED = [['section', 'context', 'actions']]

describe('a message with a picture', () => {
  it('shows it below the words and above the buttons, with its words', async () => {
    const { workspace, send } = await aDesk()
    expect((await send()).isShown).toBe(true)
    expect(typesIn(workspace)).toEqual(PICTURED)
    expect(workspace.messages('C0ENG')[0]?.blocks[1]).toMatchObject({ alt_text: 'It falls' })
  })

  it('waits while Slack looks at the file, and is posted once', async () => {
    const { workspace, send } = await aDesk()
    workspace.failNext('chat.postMessage', { error: 'invalid_blocks' }, 3)
    expect((await send()).isShown).toBe(true)
    expect(typesIn(workspace)).toEqual(PICTURED)
  })

  it('does not wait for ever: words stand in', async () => {
    const { workspace, send } = await aDesk()
    workspace.failNext('chat.postMessage', { error: 'invalid_blocks' }, 4)
    expect((await send()).isShown).toBe(false)
    expect(typesIn(workspace)).toEqual(WORDED)
  })

  it('that was uploaded in vain spares the next ones the wait for a minute', async () => {
    const { workspace, clock, send, drawn, log } = await aDesk()
    workspace.failNext('chat.postMessage', { error: 'invalid_blocks' }, 4)
    for (const key of ['m1', 'm2']) await send(key)
    expect(typesIn(workspace)).toEqual([...WORDED, ...WORDED])
    expect(drawn()).toBe(1)
    expect(log.lines.filter((line) => line.includes('refused with it'))).toHaveLength(1)
    clock.advance(MINUTE_MS)
    expect((await send('m3')).isShown).toBe(true)
  })

  it('is not sent twice when the answer is lost, and the next attempt uploads nothing', async () => {
    const { workspace, send, drawn } = await aDesk()
    workspace.failNext('chat.postMessage', { dropConnection: 'after' })
    workspace.failNext('chat.postMessage', { status: 503 })
    await expect(send()).rejects.toThrow()
    await expect(send()).rejects.toThrow()
    expect((await send()).isShown).toBe(true)
    expect(drawn()).toBe(1)
    const files = workspace.messages('C0ENG').flatMap(({ blocks }) => fileIdsIn(blocks))
    expect(new Set(files).size).toBe(1)
  })

  it('goes to Slack as it is where Slack refuses something else', async () => {
    const { workspace, send } = await aDesk()
    workspace.failNext('chat.postMessage', { error: 'channel_not_found' }, 2)
    await expect(send()).rejects.toMatchObject({ data: { error: 'channel_not_found' } })
    expect(typesIn(workspace)).toEqual([])
  })

  it.each(['invalid_arguments', 'invalid_blocks_format', 'unsupported_block'])(
    'is sent in words to a server that refuses its picture as %s',
    async (error) => {
      const { workspace, send } = await aDesk()
      workspace.failNext('chat.postMessage', { error })
      expect((await send()).isShown).toBe(false)
      expect(typesIn(workspace)).toEqual(WORDED)
    },
  )

  it.each([
    ['room for few words about it', 12_000, ['image'], 300],
    ['no room for it', 12_400, [], 0],
  ])('that has %s loses none of its own', async (_case, length, pictures, described) => {
    const { workspace, send } = await aDesk()
    const words = Array.from({ length: 5 }, (_, index) => section(`${index}`.repeat(length / 5)))
    await send('m1', undefined, words, 'It falls. '.repeat(300))
    expect(typesIn(workspace)).toEqual([[...words.map(() => 'section'), ...pictures, 'actions']])
    const image = workspace.messages('C0ENG')[0]?.blocks.find(({ type }) => type === 'image')
    expect(image?.['alt_text'] ?? '').toHaveLength(described)
  })

  it('has words where the picture cannot be drawn', async () => {
    const { workspace, send, log } = await aDesk()
    await send('m1', () => Promise.reject(new Error('no font')))
    expect(typesIn(workspace)).toEqual(WORDED)
    expect(log.lines.join('\n')).toContain('could not be drawn')
  })
})

describe('an upload', () => {
  it.each<[string, string, Fault, number, readonly (readonly string[])[]]>([
    ['fails once', 'upload', { status: 503 }, 1, PICTURED],
    ['is to wait a little', 'files.getUploadURLExternal', { status: 429, retryAfterSeconds: 2 }, 1, PICTURED],
    ['is to wait too long', 'files.getUploadURLExternal', { status: 429, retryAfterSeconds: 60 }, 1, WORDED],
    ['fails twice', 'upload', { status: 503 }, 2, WORDED],
    ['breaks off', 'upload', { dropConnection: 'before' }, 2, WORDED],
    ['is never completed', 'files.completeUploadExternal', { status: 500 }, 2, WORDED],
  ])('that %s', async (_case, method, fault, times, expected) => {
    const { workspace, send } = await aDesk()
    workspace.failNext(method, fault, times)
    await send()
    expect(typesIn(workspace)).toEqual(expected)
  })

  it('that fails twice is tried again after a minute, so that other messages do not wait for theirs', async () => {
    const { workspace, clock, send, drawn } = await aDesk()
    workspace.failNext('upload', { status: 503 }, 2)
    for (const key of ['m1', 'm2']) await send(key)
    expect(typesIn(workspace)).toEqual([WORDED, WORDED].flat())
    expect(drawn()).toBe(1)
    clock.advance(MINUTE_MS)
    expect((await send('m3')).isShown).toBe(true)
  })

  it('that gets no answer in time is tried once', async () => {
    const { workspace, send } = await aDesk(SCOPES, 200)
    workspace.failNext('files.getUploadURLExternal', { delayMs: 5_000 }, 2)
    expect((await send()).isShown).toBe(false)
    expect(workspace.faultsLeft('files.getUploadURLExternal')).toBe(1)
  })

  it('is not tried without the scope', async () => {
    const { workspace, send, drawn } = await aDesk(SCOPES.filter((scope) => scope !== 'files:write'))
    expect((await send()).isShown).toBe(false)
    expect(typesIn(workspace)).toEqual(WORDED)
    expect(drawn()).toBe(0)
  })

  it.each<[string, Fault]>([
    ['that says no scope', { error: 'missing_scope' }],
    ['that knows no uploads', { error: 'unknown_method' }],
    ['that answers 404', { status: 404 }],
    ['whose workspace has turned uploads off', { error: 'file_uploads_disabled' }],
  ])('is not tried again for ten minutes on a server %s', async (_case, fault) => {
    const { workspace, clock, send, drawn, log } = await aDesk()
    workspace.failNext('files.getUploadURLExternal', fault)
    for (const key of ['m1', 'm2']) await send(key)
    expect(typesIn(workspace)).toEqual([...WORDED, ...WORDED])
    expect(drawn()).toBe(1)
    expect(log.lines.filter((line) => line.includes('was not shown'))).toHaveLength(1)
    clock.advance(10 * MINUTE_MS)
    expect((await send('m3')).isShown).toBe(true)
  })

  it('is not tried again for ten minutes on a server that answers with a page', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    afterwards(() => new Promise((resolve) => server.close(resolve)))
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
    const [log, clock] = [new KeptLog(), new SteppedClock()]
    const clients = webClients(BOT_TOKEN, apiUrl, log)
    const uploads = new PictureUploads({ clients, apiUrl, account: () => null, clock, logger: log })
    const file = { name: 'a.png', title: 'A', altText: 'A', png: aPng() }
    expect(await uploads.idFor('m1', () => Promise.resolve(file))).toBeNull()
    expect(uploads.areOpen()).toBe(false)
    onTestFinished(() => server.closeAllConnections())
  })
})

describe('the address to upload to', () => {
  it.each([
    ['https://files.slack.com/upload/v1/abc', 'https://slack.com/api/', true],
    ['https://files.slack-gov.com/upload/v1/abc', 'https://slack-gov.com/api/', true],
    ['http://127.0.0.1:3000/upload/v1/abc', 'http://127.0.0.1:3000/api/', true],
    ['http://files.slack.com/upload/v1/abc', 'https://slack.com/api/', false],
    ['https://files.slack.com.example.com/x', 'https://slack.com/api/', false],
    ['https://evilslack.com/x', 'https://slack.com/api/', false],
    ['https://me:you@files.slack.com/x', 'https://slack.com/api/', false],
    ['http://127.0.0.1:3001/x', 'http://127.0.0.1:3000/api/', false],
    ['nonsense', 'https://slack.com/api/', false],
  ])('%s for the API at %s: %s', (url, apiUrl, expected) => {
    expect(isUploadUrl(url, apiUrl)).toBe(expected)
  })
})

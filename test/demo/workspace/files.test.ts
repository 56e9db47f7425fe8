import type { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'

import { PROCESSING_MS } from '../../../demo/workspace/files.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import { aPng } from '../../support/a-png.ts'
import { aWorkspace, BOT_TOKEN, DEV, refusalOf, SRE } from './a-workspace.ts'

const SCOPES = ['chat:write', 'files:write', 'files:read', 'im:write']
const text = 'The budget of checkout'

interface Asked {
  readonly id: string
  readonly url: string
}

async function ask(client: WebClient, length: number, more: object = {}): Promise<Asked> {
  const asked = { filename: 'b.png', length, ...more }
  const answer = await client.files.getUploadURLExternal(asked)
  return { id: String(answer.file_id), url: String(answer.upload_url) }
}

const send = (url: string, body: Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(url, { method: 'POST', body })

async function uploaded(client: WebClient, bytes = aPng()): Promise<string> {
  const { id, url } = await ask(client, bytes.length)
  expect((await send(url, bytes)).status).toBe(200)
  await client.files.completeUploadExternal({ files: [{ id, title: 'Budget' }] })
  return id
}

const image = (id: string) => ({ type: 'image', slack_file: { id }, alt_text: text })
const post = (client: WebClient, blocks: readonly object[], channel = 'C0ENG') =>
  client.apiCall('chat.postMessage', { channel, text, blocks })

/** A picture that a message in this channel shows. */
async function shown(channel: string) {
  const { workspace, client, clock } = await aWorkspace({ app: { scopes: SCOPES } })
  const id = await uploaded(client)
  clock.advance(PROCESSING_MS)
  await post(client, [image(id)], channel)
  return { workspace, client, id }
}

describe('an upload', () => {
  it('is a file of which little is known until Slack has looked at it', async () => {
    const { client, clock } = await aWorkspace({ app: { scopes: SCOPES } })
    const id = await uploaded(client, aPng(640, 320))
    expect((await client.files.info({ file: id })).file).toMatchObject({ title: 'Budget', mimetype: '' })
    clock.advance(PROCESSING_MS)
    expect((await client.files.info({ file: id })).file).toMatchObject({
      mimetype: 'image/png',
      original_w: 640,
      original_h: 320,
      channels: [],
    })
  })

  it("works with Slack's own client as a whole", async () => {
    const { client, clock } = await aWorkspace({ app: { scopes: SCOPES } })
    const answer = await client.filesUploadV2({ file: Buffer.from(aPng()), filename: 'b.png' })
    const id = answer.files[0]?.files?.[0]?.id ?? ''
    clock.advance(PROCESSING_MS)
    expect(await post(client, [image(id)])).toMatchObject({ ok: true })
  })

  it('needs the scope', async () => {
    const { client } = await aWorkspace({ app: { scopes: ['chat:write'] } })
    expect(await refusalOf(ask(client, 10))).toMatchObject({ error: 'missing_scope' })
    expect(await refusalOf(client.files.completeUploadExternal({ files: [{ id: 'F0' }] }))).toMatchObject({
      error: 'missing_scope',
    })
  })

  it.each<[string, object, string]>([
    ['nothing', { length: 0 }, 'missing_argument'],
    ['a file without a name', { filename: '' }, 'missing_argument'],
    ['half a byte', { length: 1.5 }, 'invalid_arguments'],
    ['too much', { length: 1e9 }, 'file_upload_size_restricted'],
    ['a description of 1,001 characters', { alt_txt: 'x'.repeat(1_001) }, 'alt_txt_too_large'],
  ])('of %s is refused', async (_case, more, error) => {
    const { client } = await aWorkspace()
    expect(await refusalOf(ask(client, 10, more))).toMatchObject({ error })
  })

  it('takes the bytes once, all of them, and within half an hour', async () => {
    const { client, clock } = await aWorkspace()
    const { url } = await ask(client, aPng().length)
    expect((await send(url, aPng().slice(1))).status).toBe(400)
    expect((await send(url, aPng())).status).toBe(200)
    expect((await send(url, aPng())).status).toBe(404)
    const late = await ask(client, aPng().length)
    clock.advance(31 * 60_000)
    expect((await send(late.url, aPng())).status).toBe(410)
  })

  it('ends only when there are bytes, and ends once', async () => {
    const { client } = await aWorkspace()
    const complete = (id: string) => refusalOf(client.files.completeUploadExternal({ files: [{ id }] }))
    const { id, url } = await ask(client, aPng().length)
    expect(await complete(id)).toMatchObject({ error: 'file_not_found' })
    await send(url, aPng())
    expect(await complete(id)).toMatchObject({ error: 'none' })
    expect(await complete(id)).toMatchObject({ error: 'file_not_found' })
    expect(await complete('F0NOTHING')).toMatchObject({ error: 'file_not_found' })
  })

  it('fails as it is told to', async () => {
    const { workspace, client } = await aWorkspace()
    const { url } = await ask(client, aPng().length)
    workspace.failNext('upload', { status: 503 })
    expect((await send(url, aPng())).status).toBe(503)
    expect((await send(url, aPng())).status).toBe(200)
  })

  it('is limited to some hundred a minute', async () => {
    const { client } = await aWorkspace()
    for (let count = 0; count < 100; count += 1) await ask(client, 1)
    await expect(ask(client, 1)).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error' })
  })
})

describe('an image block', () => {
  const invalid = {
    error: 'invalid_blocks',
    problems: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'],
  }

  it('is refused while the file is being looked at, and taken a moment later', async () => {
    const { client, clock } = await aWorkspace()
    const id = await uploaded(client)
    expect(await refusalOf(post(client, [image(id)]))).toEqual(invalid)
    clock.advance(PROCESSING_MS)
    expect(await post(client, [image(id)])).toMatchObject({ ok: true })
  })

  it('is refused for a file that is none, was never completed, or is no picture', async () => {
    const { client, clock } = await aWorkspace()
    const { id } = await ask(client, 10)
    const words = await uploaded(client, new TextEncoder().encode('<svg onload="alert(1)"/>'))
    clock.advance(PROCESSING_MS)
    for (const file of ['F0NOTHING0', id, words])
      expect(await refusalOf(post(client, [image(file)]))).toEqual(invalid)
  })

  it.each<[string, object, string]>([
    [
      'an address for an id',
      { slack_file: { id: 'https://x' } },
      'input must match regex pattern: ^[F][A-Z0-9]{8,}$ [json-pointer:/blocks/0/slack_file/id]',
    ],
    [
      'two files',
      { slack_file: { id: 'F012345678', url: 'https://x' } },
      'must have either id or url [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'no words',
      { image_url: 'https://x', alt_text: undefined },
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    ['no picture', {}, 'missing required field: image_url [json-pointer:/blocks/0]'],
  ])('with %s is refused', async (_case, more, problem) => {
    const { client } = await aWorkspace()
    const refused = await refusalOf(post(client, [{ type: 'image', alt_text: text, ...more }]))
    expect(refused.problems).toContain(`[ERROR] ${problem}`)
  })
})

describe('who sees a file', () => {
  /** Where the page of this person takes a picture from; null where it does not show it. */
  async function addressFor(workspace: Workspace, me: string): Promise<string | null> {
    const socket = new WebSocket(`${workspace.pageUrl.replace('http', 'ws')}page?as=${me}`)
    const hello = await new Promise<string>((resolve, reject) => {
      socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true })
      socket.addEventListener('error', reject, { once: true })
    })
    socket.close()
    return /"slack_file":\{"url":"([^"]+)"/.exec(hello)?.[1] ?? null
  }

  it('is everybody who sees a channel that shows it', async () => {
    const { workspace } = await shown('C0ENG')
    const address = await addressFor(workspace, DEV)
    const answer = await fetch(new URL(address ?? '', workspace.pageUrl))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(aPng()))
  })

  it('is nobody else', async () => {
    const { workspace } = await shown('C0INNER')
    expect(await addressFor(workspace, SRE)).not.toBeNull()
    expect(await addressFor(workspace, DEV)).toBeNull()
  })

  it('is nobody who guesses, and the bot with its token', async () => {
    const { workspace, id } = await shown('C0ENG')
    const get = (path: string, token?: string) =>
      fetch(new URL(path, workspace.pageUrl), token ? { headers: { authorization: `Bearer ${token}` } } : {})
    expect((await get(`/files-pri/T0TEAM-${id}/b.png`)).status).toBe(404)
    expect((await get(`/files-pri/T0TEAM-${id}/b.png?key=no`)).status).toBe(404)
    expect((await get(`/files-pri/T0TEAM-${id}/b.png`, 'xoxb-other')).status).toBe(404)
    expect((await get(`/files-pri/T0TEAM-${id}/b.png`, BOT_TOKEN)).status).toBe(200)
  })

  it('a message for one person alone shares nothing', async () => {
    const { workspace, client, clock } = await aWorkspace()
    const id = await uploaded(client)
    clock.advance(PROCESSING_MS)
    await client.apiCall('chat.postEphemeral', { channel: 'C0ENG', user: DEV, text, blocks: [image(id)] })
    expect(workspace.ephemerals(DEV)).toHaveLength(1)
    await post(client, [image(id)], 'C0INNER')
    expect(await addressFor(workspace, DEV)).toBeNull()
  })
})

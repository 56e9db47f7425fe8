import { createHmac } from 'node:crypto'
import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startSlack } from '../../../src/adapters/slack/connection.ts'
import type { SlackConnection } from '../../../src/adapters/slack/connection.ts'
import { signatureProblem } from '../../../src/adapters/slack/signature.ts'
import { DEV, openOffice, TOKENS } from './support/office.ts'
import type { Office } from './support/office.ts'

const sign = (secret: string, timestamp: number | string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`

describe('signatures', () => {
  const now = 1_800_000_000_000
  const at = now / 1_000
  const body = 'command=%2Fbudget'
  test.each([
    ['a genuine one is fine', 's', at, sign('s', at, body), undefined],
    ['299 s old is fine', 's', at - 299, sign('s', at - 299, body), undefined],
    ['301 s old is stale', 's', at - 301, sign('s', at - 301, body), 'stale'],
    ['301 s ahead is from the future', 's', at + 301, sign('s', at + 301, body), 'from the future'],
    ['another secret is wrong', 's', at, sign('t', at, body), 'wrong signature'],
    ['another body is wrong', 's', at, sign('s', at, 'x'), 'wrong signature'],
    ['a short signature is wrong', 's', at, 'v0=1234', 'wrong signature'],
    ['none is unsigned', 's', at, undefined, 'unsigned'],
    ['a time that is none is unsigned', 's', 'soon', sign('s', 'soon', body), 'unsigned'],
    ['an empty secret signs nothing', '', at, sign('', at, body), 'unsigned'],
  ] as const)('%s', (_case, secret, timestamp, signature, expected) => {
    const headers = { timestamp: String(timestamp), signature }
    expect(signatureProblem(secret, headers, Buffer.from(body), now)).toBe(expected)
  })
})

describe('requests to /slack/events', () => {
  let office: Office
  let slack: SlackConnection
  let server: Server
  let url = ''
  beforeAll(async () => {
    office = await openOffice('socket')
    slack = await startSlack({ ...office.options, mode: 'http' })
    server = createServer((request, response) => {
      void slack.handle(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`
  })
  afterAll(async () => {
    await slack.stop()
    server.close()
    await office.close()
  })

  const send = async (body: string, type: string, init: { signature?: string } = {}) => {
    const timestamp = Math.floor(office.clock.now() / 1_000)
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': init.signature ?? sign(TOKENS.signingSecret, timestamp, body),
      },
    })
    return { status: response.status, text: await response.text() }
  }
  /** With headers as they are, one below the other; status 0 where the server hung up first. */
  const rawly = (headers: readonly string[], body: string) =>
    new Promise<{ readonly status: number; readonly text: string }>((done) => {
      const { host } = new URL(url)
      const asked = request(url, { method: 'POST', headers: ['host', host, ...headers] }, (response) => {
        void text(response).then((said) => done({ status: response.statusCode ?? 0, text: said }))
      })
      asked.on('error', () => done({ status: 0, text: '' }))
      asked.end(body)
    })
  const FORM = 'application/x-www-form-urlencoded'
  const JSON_TYPE = 'application/json'

  test.each([
    [
      'the URL verification',
      JSON.stringify({ type: 'url_verification', challenge: 'c-1' }),
      JSON_TYPE,
      200,
      'c-1',
    ],
    ['a certificate check', 'ssl_check=1&token=x', FORM, 200, ''],
    [
      'an event without a listener',
      JSON.stringify({ type: 'event_callback', event: { type: 'x' } }),
      JSON_TYPE,
      200,
      '',
    ],
    [
      'a button of an older version',
      `payload=${JSON.stringify({ type: 'block_actions', actions: [{ action_id: 'old' }], user: { id: DEV } })}`,
      FORM,
      200,
      '',
    ],
    ['broken JSON', '{', JSON_TYPE, 400, 'neither JSON nor a form with a payload'],
    ['a payload that is no JSON', 'payload=%7B', FORM, 400, 'neither JSON nor a form with a payload'],
    [
      'a payload of nobody',
      `payload=${JSON.stringify({ type: 'block_actions', actions: [{ action_id: 'old' }] })}`,
      FORM,
      400,
      'the payload says not who sent it, or not what it is',
    ],
    ['an empty body', '', FORM, 200, ''],
    ['a body that is a list', '[]', JSON_TYPE, 400, 'neither JSON nor a form with a payload'],
  ])('%s', async (_case, body, type, status, text) => {
    expect(await send(body, type)).toEqual({ status, text })
  })

  test('a certificate check without a signature is refused like anything else', async () => {
    expect(await send('ssl_check=1', FORM, { signature: 'v0=no' })).toEqual({
      status: 401,
      text: 'wrong signature',
    })
  })

  test('a body that is too large is refused', async () => {
    const chunk = 'x'.repeat(1_000_001)
    const [byLength, inChunks] = [
      ['content-length', '1000001'],
      ['transfer-encoding', 'chunked'],
    ].map((headers) => rawly(headers, chunk))
    expect(await byLength).toEqual({ status: 413, text: 'a request may have 1000000 bytes' })
    // It may be hung up on before it has read the answer.
    expect([413, 0]).toContain((await inChunks)?.status)
  })

  test('two signatures, or two times, are none', async () => {
    const body = 'command=%2Fbudget&text=help'
    const at = String(Math.floor(office.clock.now() / 1_000))
    const time = ['x-slack-request-timestamp', at]
    const right = ['x-slack-signature', sign(TOKENS.signingSecret, at, body)]
    const wrong = ['x-slack-signature', 'v0=no']
    const length = ['content-type', FORM, 'content-length', String(body.length)]
    const status = async (...headers: readonly string[][]) =>
      (await rawly([...length, ...headers.flat()], body)).status
    expect(await status(time, right)).toBe(200)
    expect(await status(time, wrong, right)).toBe(401)
    expect(await status(time, right, wrong)).toBe(401)
    expect(await status(time, right, right)).toBe(401)
    expect(await status(time, time, right)).toBe(401)
  })

  test('bytes that say the same in another way are others', async () => {
    const timestamp = Math.floor(office.clock.now() / 1_000)
    const signature = sign(TOKENS.signingSecret, timestamp, 'command=%2Fbudget&text=help')
    expect((await send('command=/budget&text=help', FORM, { signature })).status).toBe(401)
    expect((await send('text=help&command=%2Fbudget', FORM, { signature })).status).toBe(401)
  })

  test('anything but POST is refused', async () => {
    expect((await fetch(url)).status).toBe(405)
  })

  test('a signed call that is sent again after a restart, or to another replica, counts no second time', async () => {
    const body = new URLSearchParams({
      command: '/deploy',
      text: 'request billing def5678 feature',
      user_id: DEV,
      channel_id: 'C0ENGINEER',
      trigger_id: 'before-the-restart',
      team_id: 'T0OFFICE01',
    }).toString()
    const made = async () => (await office.useCases.requests.list({ limit: 10 })).length
    const before = await made()
    await send(body, FORM)
    await expect.poll(made).toBe(before + 1)
    await slack.stop()
    slack = await startSlack({ ...office.options, mode: 'http' })
    expect(await send(body, FORM)).toEqual({ status: 200, text: '' })
    await send(body.replace('before-the-restart', 'another-click').replace('def5678', '9abcdef'), FORM)
    await expect.poll(made).toBe(before + 2)
  })

  test('a command that Slack delivers twice is carried out once', async () => {
    const body = new URLSearchParams({
      command: '/deploy',
      text: 'request billing abc1234 feature',
      user_id: DEV,
      channel_id: 'C0ENGINEER',
      trigger_id: 'the-same',
      team_id: 'T0OFFICE01',
    }).toString()
    const made = async () => (await office.useCases.requests.list({ limit: 10 })).length
    const before = await made()
    expect(await Promise.all([send(body, FORM), send(body, FORM)])).toEqual([
      { status: 200, text: '' },
      { status: 200, text: '' },
    ])
    await expect.poll(made).toBe(before + 1)
    await send(body, FORM)
    expect(await made()).toBe(before + 1)
  })
})

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
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
    const answer = await send('x'.repeat(1_000_001), FORM).catch(() => ({ status: 413 }))
    expect(answer.status).toBe(413)
  })

  test('anything but POST is refused', async () => {
    expect((await fetch(url)).status).toBe(405)
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

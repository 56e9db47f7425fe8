import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drippingServer, JSON_HEAD } from '../../support/dripping-server.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { systemClock } from '../../../src/adapters/system/system-clock.ts'
import { secretBytes, signedHeaders } from '../../../src/adapters/webhooks/signature.ts'
import { webhookMessenger } from '../../../src/adapters/webhooks/webhook-messenger.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const BODY = '{"kind":"event","type":"transition"}'

let server: Server
let url: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
const heard: { headers: IncomingMessage['headers']; body: string }[] = []

beforeEach(async () => {
  heard.length = 0
  answer = (_, response) => response.writeHead(204).end()
  server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ headers: request.headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const event = (receiver = 'pager'): OwedMessage => ({
  id: 'event/e-1',
  subject: 'event/e-1',
  act: 'post',
  address: { kind: 'webhook', receiver },
  content: { kind: 'event' },
  owedAt: 0,
})

const MESSAGE = { text: BODY, blocks: [] }

const send = (message = event()): ReturnType<ReturnType<typeof webhookMessenger>['post']> =>
  webhookMessenger([{ name: 'pager', url, secret: SECRET, allowPrivate: true }], systemClock).post(
    message,
    MESSAGE,
    null,
  )

describe('an event for a webhook', () => {
  test('arrives as it is, with a signature that the receiver can check', async () => {
    expect(await send()).toMatchObject({ kind: 'sent' })
    const [{ headers, body } = { headers: {}, body: '' }] = heard
    expect(body).toBe(BODY)
    const sentAt = Number(headers['webhook-timestamp']) * 1_000
    expect(signedHeaders(secretBytes(SECRET), 'event_e-1', sentAt, body)).toMatchObject({
      'webhook-id': headers['webhook-id'],
      'webhook-signature': headers['webhook-signature'],
    })
  })

  test.each([
    ['is tried again after a server error', 500, {}, { kind: 'passing', retryAfterMs: null }],
    [
      'waits as long as the receiver asks',
      429,
      { 'retry-after': '7' },
      { kind: 'passing', retryAfterMs: 7_000 },
    ],
    ['is given up when the receiver is gone', 410, {}, { kind: 'final' }],
    ['is given up when the address is wrong', 404, {}, { kind: 'final' }],
    ['follows no redirect with its signature', 302, { location: 'http://127.0.0.1:9/' }, { kind: 'passing' }],
  ])('%s', async (_, status, headers, outcome) => {
    answer = (_request, response) => response.writeHead(status, headers).end()
    expect(await send()).toMatchObject(outcome)
  })

  test('is tried again when nobody answers', async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(await send()).toEqual({
      kind: 'passing',
      error: 'webhook pager could not be reached',
      retryAfterMs: null,
    })
  })

  test('is tried again when the receiver never ends its headers, however steadily it drips', async () => {
    const { url: dripping } = await drippingServer('HTTP/1.1 200 OK\r\nX-Drip: ', 'x')
    const receiver = { name: 'pager', url: dripping, secret: SECRET, allowPrivate: true }
    const messenger = webhookMessenger([receiver], systemClock, 300)
    expect(await messenger.post(event(), { text: BODY, blocks: [] }, null)).toEqual({
      kind: 'passing',
      error: 'webhook pager did not answer in time',
      retryAfterMs: null,
    })
  })

  test('has arrived with the status, whatever the body does', async () => {
    const { url: dripping } = await drippingServer(JSON_HEAD, ' ')
    const messenger = webhookMessenger(
      [{ name: 'pager', url: dripping, secret: SECRET, allowPrivate: true }],
      systemClock,
    )
    expect(await messenger.post(event(), { text: BODY, blocks: [] }, null)).toMatchObject({ kind: 'sent' })
  })

  test('fails for good when its receiver is no longer configured', async () => {
    expect(await send(event('somebody'))).toMatchObject({ kind: 'final' })
    expect(heard).toEqual([])
  })
})

describe('a receiver in a private network', () => {
  const sendTo = (address: string, allowPrivate: boolean) =>
    webhookMessenger([{ name: 'pager', url: address, secret: SECRET, allowPrivate }], systemClock).post(
      event(),
      MESSAGE,
      null,
    )
  const spelled = (host: string): string => url.replace('127.0.0.1', host)

  test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost'])(
    'gets nothing unless that is meant: %s',
    async (host) => {
      expect(await sendTo(spelled(host), false)).toEqual({
        kind: 'passing',
        error: expect.stringMatching(
          /^webhook pager leads to \S+, an address of a private network; allow_private: true lets it$/,
        ) as string,
        retryAfterMs: null,
      })
      expect(heard).toEqual([])
    },
  )

  test('gets its events where the configuration says so', async () => {
    expect(await sendTo(spelled('localhost'), true)).toMatchObject({ kind: 'sent' })
    expect(heard).toHaveLength(1)
  })

  test('is not where a public one sends the bot on to', async () => {
    answer = (_request, response) => response.writeHead(307, { location: `${url}/inside` }).end()
    expect(await send()).toEqual({
      kind: 'passing',
      error: 'webhook pager sends on to another address, which is not followed',
      retryAfterMs: null,
    })
    expect(heard).toHaveLength(1)
  })
})

test('the place where clouds keep credentials gets nothing, whatever is meant', async () => {
  const at = { name: 'pager', url: 'http://169.254.169.254/latest/api/token', secret: SECRET }
  expect(
    await webhookMessenger([{ ...at, allowPrivate: true }], systemClock).post(event(), MESSAGE, null),
  ).toEqual({
    kind: 'passing',
    error: 'webhook pager leads to 169.254.169.254, where clouds keep credentials',
    retryAfterMs: null,
  })
})

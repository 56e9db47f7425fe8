import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AS, call } from './call.ts'
import { answer, REPORT } from './facts.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture()
})
afterEach(() => server.close(200))

test('all services and one service are what the status says', async () => {
  const all = await call(server.url, 'GET', '/v1/services', { headers: AS.reader })
  const { changes: _ofOneService, ...listed } = REPORT
  expect(all.json).toEqual({ at: '2026-03-02T10:00:00.000Z', services: [listed] })
  const one = await call(server.url, 'GET', '/v1/services/checkout-api', { headers: AS.reader })
  expect(one.json).toMatchObject({
    at: '2026-03-02T10:00:00.000Z',
    ...REPORT,
    changes: [
      { change: 'feature', decision: 'blocked', rule: 'levels.CRITICAL.changes.feature' },
      { change: 'p0-hotfix', decision: 'needs-approval', seats: [{ role: 'sre', count: 2, filledBy: [] }] },
      { change: 'security', decision: 'blocked', exempt: true },
    ],
  })
})

test('ready when every part works, else 503 with what is wrong', async () => {
  expect(await call(server.url, 'GET', '/readyz')).toMatchObject({ status: 200, json: { ready: true } })
  expect((await call(server.url, 'GET', '/metrics')).text).toContain('budgeteer_part_ready{part="slack"} 1')
  server.useCases.ready = false
  expect((await call(server.url, 'GET', '/metrics')).text).toContain('budgeteer_part_ready{part="slack"} 0')
  expect(await call(server.url, 'GET', '/readyz')).toMatchObject({
    status: 503,
    json: {
      ready: false,
      parts: [
        { part: 'slack', ok: false, detail: 'no connection since 10:00' },
        { part: 'store', ok: true },
      ],
    },
  })
  expect((await call(server.url, 'GET', '/healthz')).text).toBe('ok\n')
})

test("Slack's calls arrive with the body unread, whatever it is", async () => {
  const bodies: string[] = []
  const slack = await startFixture({
    slackHandler: (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString('utf8'))
        response.writeHead(200).end('slack took it')
      })
    },
  })
  const form = 'payload=%7B%22type%22%3A%22block_actions%22%7D'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await call(slack.url, 'POST', '/slack/events', { body: form, headers })).text).toBe('slack took it')
  expect((await call(slack.url, 'POST', '/slack/events?x=1', { body: '{"broken' })).text).toBe(
    'slack took it',
  )
  expect(bodies).toEqual([form, '{"broken'])
  expect((await call(slack.url, 'GET', '/slack/events')).headers.get('allow')).toBe('POST')
  await slack.close()
})

describe('closing', () => {
  test('lets a call under way finish', async () => {
    const asked = Promise.withResolvers<undefined>()
    const held = Promise.withResolvers<undefined>()
    server.useCases.answerGate = async () => {
      asked.resolve(undefined)
      await held.promise
      return answer('approved')
    }
    const body = { service: 'checkout-api', change: 'feature' }
    const answered = call(server.url, 'POST', '/v1/gate', { body, headers: AS.ci })
    await asked.promise
    const closed = server.close(5_000)
    held.resolve(undefined)
    expect((await answered).status).toBe(200)
    await closed
    await expect(call(server.url, 'GET', '/healthz')).rejects.toThrow()
  })

  test('cuts off calls that never finish', async () => {
    const { hostname, port } = new URL(server.url)
    const slow = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: '/v1/gate',
      headers: { ...AS.ci, 'content-length': 9, expect: '100-continue' },
    })
    slow.on('error', () => undefined)
    slow.flushHeaders()
    await once(slow, 'continue')
    slow.write('{')
    const startedAt = performance.now()
    await server.close(100)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})

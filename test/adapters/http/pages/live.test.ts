import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChangeFeed } from '../../../../src/core/kernel/change-feed.ts'
import { call } from '../call.ts'
import { type Started, startFixture } from '../fixture.ts'

const PATIENCE = { timeout: 60_000 }

let changes: ChangeFeed
let server: Started
let hangUp: AbortController
beforeEach(async () => {
  changes = new ChangeFeed()
  server = await startFixture({ changes })
  hangUp = new AbortController()
})
afterEach(async () => {
  hangUp.abort()
  await server.close(200)
})

/** Opens a stream, and gives a reader of its text; the first piece is read when it is open. */
async function listen() {
  const answer = await fetch(`${server.url}/live`, { signal: hangUp.signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  return { answer, read: async () => (await reader?.read())?.value }
}

describe('the stream of a page', () => {
  test('tells that something has changed, and nothing of what', async () => {
    const { answer, read } = await listen()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await read()).toBe(': open\n\n')
    changes.changed()
    changes.changed()
    expect(await read()).toBe('event: change\ndata: \n\n')
  })

  test('tells everybody who listens', async () => {
    const all = await Promise.all([listen(), listen(), listen()])
    await Promise.all(all.map(({ read }) => read()))
    changes.changed()
    for (const { read } of all) expect(await read()).toContain('event: change')
  })

  test('is for nobody who may not look', async () => {
    const shut = await startFixture({
      pages: () => ({ url: null, isPublic: false, timeZone: 'UTC', proxy: null }),
    })
    expect((await call(shut.url, 'GET', '/live')).status).toBe(401)
    await shut.close(200)
  })

  test('is one of so many, and another can be opened when one is hung up', async () => {
    const held = new AbortController()
    const open = (signal: AbortSignal) => fetch(`${server.url}/live`, { signal })
    const answers = await Promise.all(Array.from({ length: 300 }, () => open(held.signal)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    const one = await open(hangUp.signal)
    expect([one.status, one.headers.get('retry-after')]).toEqual([503, '60'])
    held.abort()
    await expect.poll(async () => (await open(hangUp.signal)).status, PATIENCE).toBe(200)
  })

  test('ends when the bot does, at once', async () => {
    const { read } = await listen()
    expect(await read()).toBe(': open\n\n')
    await server.close(60_000)
    expect(await read()).toBeUndefined()
  })
})

describe('a page that is on the screen already', () => {
  test('is not sent again until something has changed', async () => {
    const first = await call(server.url, 'GET', '/')
    const etag = first.headers.get('etag') ?? ''
    const headers = { 'if-none-match': etag }
    const again = await call(server.url, 'GET', '/', { headers })
    expect([again.status, again.text]).toEqual([304, ''])
    server.useCases.status = () => Promise.resolve({ at: '2026-03-02T10:00:00.000Z', services: [] })
    expect((await call(server.url, 'GET', '/', { headers })).status).toBe(304)
    changes.changed()
    const changed = await call(server.url, 'GET', '/', { headers })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
    expect(changed.text).toContain('No service is configured yet.')
  })
})

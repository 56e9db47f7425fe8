import { describe, expect, it } from 'vitest'

import { aWorkspace } from './a-workspace.ts'

describe('rate limits', () => {
  it('let a channel have a short burst, then about one message a second, and other channels theirs', async () => {
    const { client, clock } = await aWorkspace()
    const post = (channel = 'C0ENG') => client.chat.postMessage({ channel, text: 'x' })
    for (let sent = 0; sent < 5; sent += 1) await post()
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 })
    expect((await post('C0OPEN')).ok).toBe(true)
    clock.advance(1_000)
    expect((await post()).ok).toBe(true)
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 })
  })

  it('answer 429 with Retry-After and the error', async () => {
    const { workspace } = await aWorkspace()
    const call = () => fetch(`${workspace.apiUrl}usergroups.list`, { method: 'POST' })
    for (let sent = 0; sent < 20; sent += 1) await call()
    const response = await call()
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('3')
    expect(await response.json()).toEqual({ ok: false, error: 'ratelimited' })
  })

  it('fill up again with the workspace’s time, not with real time', async () => {
    const { client, clock } = await aWorkspace()
    const found = async () => (await client.users.info({ user: 'U0DEV' })).ok
    for (let sent = 0; sent < 100; sent += 1) await found()
    await expect(found()).rejects.toMatchObject({ retryAfter: 1 })
    clock.advance(60_000)
    for (let sent = 0; sent < 100; sent += 1) expect(await found()).toBe(true)
  })
})

describe('faults on demand', () => {
  it.each<
    [string, Parameters<Awaited<ReturnType<typeof aWorkspace>>['workspace']['failNext']>[1], object, number]
  >([
    ['an HTTP 503', { status: 503 }, { code: 'slack_webapi_http_error', statusCode: 503 }, 0],
    ['a 429', { status: 429, retryAfterSeconds: 7 }, { retryAfter: 7 }, 0],
    ['an error code', { error: 'internal_error' }, { data: { error: 'internal_error' } }, 0],
    ['a connection lost before', { dropConnection: 'before' }, { code: 'slack_webapi_request_error' }, 0],
    ['a connection lost after', { dropConnection: 'after' }, { code: 'slack_webapi_request_error' }, 1],
  ])('%s: the call fails once', async (_case, fault, error, posted) => {
    const { client, workspace } = await aWorkspace()
    workspace.failNext('chat.postMessage', fault)
    const post = () => client.chat.postMessage({ channel: 'C0ENG', text: 'x' })
    await expect(post()).rejects.toMatchObject(error)
    expect(workspace.messages('engineering')).toHaveLength(posted)
    expect((await post()).ok).toBe(true)
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { unleashProvider } from '../../../src/adapters/unleash/unleash-provider.ts'
import type { ServiceFlag } from '../../../src/core/budgets/service-flag.ts'
import type { FlagProvider, FlagState } from '../../../src/core/flags/flag-provider.ts'
import { ADMIN_TOKEN, hasUnleash, UnleashServer } from '../../support/unleash-server.ts'

const flag = (key: string, environment = 'production'): ServiceFlag => ({
  ...{ provider: 'unleash', key, project: 'default', environment, offVariant: null },
})

const providerAt = (url: string, token = ADMIN_TOKEN, timeoutMs = 60_000): FlagProvider =>
  unleashProvider({ url, token, timeoutMs, mode: 'live' })

describe.skipIf(!hasUnleash())('a feature of a real Unleash (needs Unleash and PostgreSQL)', () => {
  let unleash: UnleashServer
  let provider: FlagProvider

  beforeAll(async () => {
    unleash = await UnleashServer.start()
    provider = providerAt(unleash.url)
  })
  afterAll(() => unleash.stop())

  async function stateOf(key: string): Promise<FlagState> {
    const read = await provider.read(flag(key))
    if (read.kind !== 'known') throw new Error(read.error)
    return read.state
  }

  test('is switched off in its environment, and on again, with its strategies', async () => {
    await unleash.makeFeature('checkout')
    const before = await stateOf('checkout')
    expect(before).toMatchObject({ isOn: true, words: 'on', setting: { enabled: true } })
    expect(await provider.turnOff(flag('checkout'), 'why')).toMatchObject({
      kind: 'set',
      state: { isOn: false },
    })
    expect(await unleash.isOn('checkout')).toBe(false)
    expect(await provider.putBack(flag('checkout'), before.setting, 'why')).toMatchObject({ kind: 'set' })
    expect(await stateOf('checkout')).toEqual(before)
  })

  test('that is off stays off', async () => {
    await unleash.makeFeature('search')
    await provider.turnOff(flag('search'), '')
    expect(await provider.turnOff(flag('search'), '')).toMatchObject({ kind: 'set', state: { isOn: false } })
  })

  test('has another mark when somebody has changed its strategies', async () => {
    await unleash.makeFeature('ranking')
    const { mark } = await stateOf('ranking')
    const strategy = {
      name: 'flexibleRollout',
      parameters: { rollout: '50', stickiness: 'default', groupId: 'r' },
    }
    await unleash.call(
      'POST',
      '/api/admin/projects/default/features/ranking/environments/production/strategies',
      strategy,
    )
    expect((await stateOf('ranking')).mark).not.toBe(mark)
  })

  test.each([
    ['that is not there', flag('none'), 'There\'s no feature named "none"'],
    [
      'in an environment that is not there',
      flag('checkout', 'nowhere'),
      'Could not find checkout in nowhere',
    ],
  ])('%s is refused for good, in its own words', async (_, missing, why) => {
    const read = await provider.read(missing)
    expect(read).toMatchObject({ kind: 'final', error: expect.stringContaining(why) as unknown })
    expect(read).toMatchObject({ error: expect.stringContaining('404') as unknown })
  })

  test('with a name from elsewhere asks for nothing else', async () => {
    expect(await provider.read(flag('../../../x?y'))).toMatchObject({ kind: 'final' })
  })

  test('may be changed by an administrator’s token, as doctor finds without a change', async () => {
    await unleash.makeFeature('looked-at')
    expect(await provider.check(flag('looked-at'))).toMatchObject({
      read: { kind: 'known', state: { isOn: true } },
      mayChange: { may: true },
    })
    expect(await unleash.isOn('looked-at')).toBe(true)
  })

  test('may not be changed by the token of somebody who only looks, and says which permission is missing', async () => {
    await unleash.makeFeature('guarded')
    const viewer = providerAt(unleash.url, await unleash.viewerToken('vera'))
    expect(await viewer.check(flag('guarded'))).toMatchObject({
      read: { kind: 'known' },
      mayChange: { may: false },
    })
    expect(await viewer.turnOff(flag('guarded'), '')).toMatchObject({
      kind: 'final',
      error: expect.stringMatching(/403.*UPDATE_FEATURE_ENVIRONMENT/) as unknown,
    })
    expect(await unleash.isOn('guarded')).toBe(true)
  })

  test('is not shown to a wrong token, which stands in no error', async () => {
    const read = await providerAt(unleash.url, '*:*.wrong-and-secret').read(flag('checkout'))
    expect(read).toMatchObject({ kind: 'final', error: expect.stringContaining('401') as unknown })
    expect(JSON.stringify(read)).not.toContain('wrong-and-secret')
  })
})

describe('a server in Unleash’s place', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  async function answering(status: number, headers: Record<string, string>, body: string): Promise<string> {
    server = createServer((_, response) => response.writeHead(status, headers).end(body))
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test.each([
    ['is overloaded', 503, { 'retry-after': '7' }, '', { kind: 'passing', retryAfterMs: 7_000 }],
    [
      'asks for patience until a date, by its own clock',
      429,
      { date: new Date(0).toUTCString(), 'retry-after': new Date(9_000).toUTCString() },
      '',
      { retryAfterMs: 9_000 },
    ],
    ['is broken', 500, {}, '<html>', { kind: 'passing', retryAfterMs: null }],
    ['shows a page of its own', 200, {}, '<html>', { kind: 'passing' }],
    ['sends elsewhere', 302, { location: 'http://127.0.0.1:9/' }, '', { kind: 'passing' }],
  ])('that %s is tried again', async (_, status, headers, body, expected) => {
    expect(await providerAt(await answering(status, headers, body)).read(flag('x'))).toMatchObject(expected)
  })

  test('that is not there is tried again', async () => {
    const url = await answering(200, {}, '')
    server?.close()
    expect(await providerAt(url).read(flag('x'))).toMatchObject({
      kind: 'passing',
      error: `Unleash at ${url} could not be reached`,
    })
  })

  test('that takes the call and leaves the flag on has an approval in its way', async () => {
    const url = await answering(200, {}, '{"enabled":true}')
    expect(await providerAt(url).turnOff(flag('x'), '')).toMatchObject({
      kind: 'final',
      error: `Unleash at ${url} took the call, and the flag is still on`,
    })
  })
})

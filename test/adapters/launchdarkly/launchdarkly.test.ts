import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { launchDarklyProvider } from '../../../src/adapters/launchdarkly/launchdarkly-provider.ts'
import type { ServiceFlag } from '../../../src/core/budgets/service-flag.ts'
import type { FlagProvider } from '../../../src/core/flags/flag-provider.ts'
import { LAUNCHDARKLY_TOKEN, LaunchDarklyServer, PROJECT } from '../../support/launchdarkly-server.ts'

const NOW = 1_700_000_000_000

let server: LaunchDarklyServer
let provider: FlagProvider

const providerAt = (url: string, token = LAUNCHDARKLY_TOKEN): FlagProvider =>
  launchDarklyProvider({ url, token, timeoutMs: 60_000, mode: 'live', clock: { now: () => NOW } })

const flag = (key: string, environment = 'production'): ServiceFlag => ({
  ...{ provider: 'ld', key, project: PROJECT, environment, offVariant: null },
})

beforeEach(async () => {
  server = await LaunchDarklyServer.start()
  server.makeFlag('one-click')
  provider = providerAt(server.url)
})
afterEach(() => server.stop())

describe('a flag of LaunchDarkly', () => {
  test('is switched off by a semantic patch with its reason, and on again', async () => {
    const before = await provider.read(flag('one-click'))
    expect(before).toEqual({
      kind: 'known',
      state: { isOn: true, words: 'on', setting: { on: true }, mark: '1' },
    })
    expect(await provider.turnOff(flag('one-click'), 'It burns')).toMatchObject({
      kind: 'set',
      state: { isOn: false, mark: '2' },
    })
    expect(server.isOn('one-click')).toBe(false)
    expect(server.isOn('one-click', 'guarded')).toBe(true)
    expect(await provider.putBack(flag('one-click'), { on: true }, 'It is over')).toMatchObject({
      state: { isOn: true, mark: '3' },
    })
    expect(server.comments).toEqual(['It burns', 'It is over'])
  })

  test('that is off stays off', async () => {
    server.turn('one-click', false)
    expect(await provider.turnOff(flag('one-click'), '')).toMatchObject({ kind: 'set', state: { mark: '2' } })
  })

  test.each([
    [
      'in an environment that asks for approvals',
      flag('one-click', 'guarded'),
      /405.*approval of each change/,
    ],
    ['in an environment that is not there', flag('one-click', 'nowhere'), /no environment nowhere/],
    ['that is not there', flag('two/clicks'), /404.*no such project or flag/],
  ])('%s is refused for good, and says what would be right', async (_, refused, why) => {
    const read = await provider.read(refused)
    const outcome = read.kind === 'known' ? await provider.turnOff(refused, '') : read
    expect(outcome).toMatchObject({ kind: 'final', error: expect.stringMatching(why) as unknown })
  })

  test.each([
    ['a conflict with somebody else’s change', LaunchDarklyServer.conflict, null],
    [
      'too many calls, until a time',
      LaunchDarklyServer.tooMany({ 'x-ratelimit-reset': String(NOW + 9_000) }),
      9_000,
    ],
    ['too many calls from here', LaunchDarklyServer.tooMany({ 'retry-after': '4' }), 4_000],
    ['a fault of its own', { status: 500, body: { code: 'internal', message: 'Oops' } }, null],
  ])('after %s is tried again', async (_, answer, retryAfterMs) => {
    server.answers.push(answer)
    expect(await provider.turnOff(flag('one-click'), '')).toMatchObject({ kind: 'passing', retryAfterMs })
    expect(server.isOn('one-click')).toBe(true)
  })

  test('never says its token, whatever the server says, and reads no answer without end', async () => {
    const message = `no such token: ${LAUNCHDARKLY_TOKEN}`
    server.answers.push({ status: 401, body: { code: 'unauthorized', message } })
    const refused = await provider.read(flag('one-click'))
    expect(refused).toMatchObject({ kind: 'final' })
    expect(JSON.stringify(refused)).toContain('no such token: [redacted]')
    server.answers.push({ status: 400, body: { code: 'long', message: 'x'.repeat(3_000_000) } })
    expect(JSON.stringify(await provider.read(flag('one-click'))).length).toBeLessThan(1_000)
  })

  test('is not shown to a wrong token, which stands in no error', async () => {
    const read = await providerAt(server.url, 'api-wrong').read(flag('one-click'))
    expect(read).toMatchObject({ kind: 'final', error: expect.stringContaining('401') as unknown })
    expect(JSON.stringify(read)).not.toContain('api-wrong')
  })
})

describe('doctor’s look at a flag of LaunchDarkly', () => {
  test.each([true, false])('changes nothing of one that is on: %s', async (on) => {
    server.turn('one-click', on)
    expect(await provider.check(flag('one-click'))).toMatchObject({
      read: { kind: 'known', state: { isOn: on } },
      mayChange: { may: true },
    })
    expect(server.isOn('one-click')).toBe(on)
    expect(server.comments).toEqual([])
  })

  test('finds that the token may look alone, and that changes need an approval', async () => {
    expect(await provider.check(flag('one-click', 'guarded'))).toMatchObject({ mayChange: { may: false } })
    server.isReader = true
    expect(await provider.check(flag('one-click'))).toMatchObject({
      read: { kind: 'known' },
      mayChange: { may: false, why: expect.stringMatching(/403.*updateOn/) as unknown },
    })
  })
})

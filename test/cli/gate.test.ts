import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gateCommand } from '../../src/cli/gate.ts'
import type { Clock } from '../../src/core/kernel/time/clock.ts'
import type { GateOutcome } from '../../src/core/requests/outcome.ts'
import { answer, type Started, startFixture } from '../adapters/http/fixture.ts'
import { startProxy } from '../support/proxy-server.ts'
import { drippingServer, JSON_HEAD } from '../support/dripping-server.ts'
import type { Ran } from '../support/start-program.ts'
import { runCli, startCli } from './run-cli.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']

type Variables = Readonly<Record<string, string>>

const variables = (url: string): Variables => ({ BUDGETEER_TOKEN: 'ci-secret', BUDGETEER_URL: url })

const run = (args: readonly string[], env: Variables): Promise<Ran> =>
  runCli(['gate', ...args], { BUDGETEER_TOKEN: 'ci-secret', ...env })

const gate = (url: string, args: readonly string[] = [], env: Variables = {}): Promise<Ran> =>
  run([...ASK, ...args], { BUDGETEER_URL: url, ...env })

/** A clock on which sleeping takes no time; `whileAsleep` happens meanwhile. Keeps how long each sleep was. */
function hurriedClock(whileAsleep: (slept: readonly number[]) => Promise<void> = () => Promise.resolve()) {
  const slept: number[] = []
  let now = Date.now()
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
      slept.push(ms)
      await whileAsleep(slept)
    },
  }
  return { clock, slept }
}

/** Asks as `budgeteer gate` does, by another clock. */
const gateBy = (clock: Clock, url: string, args: readonly string[] = []): Promise<Ran> =>
  runCli([...ASK, ...args], variables(url), (all) =>
    gateCommand(new Command('gate'), process.env, clock).parseAsync(all, { from: 'user' }),
  )

async function other(listener: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** For calls that change nothing about it, side by side. */
let steady: Started
beforeAll(async () => {
  steady = await startFixture()
})
afterAll(() => steady.close(200))

let bot: Started
beforeEach(async () => {
  bot = await startFixture()
})
afterEach(() => bot.close(200))

describe('the exit code says what was decided', () => {
  test.each([
    {
      decision: 'approved',
      code: 0,
      verdict: 'Allowed:',
      shows: ['grant-1, until 2026-03-02T11:00:00.000Z'],
    },
    {
      decision: 'needs-approval',
      code: 4,
      verdict: 'Waiting for approval:',
      shows: ['open seats    1 × sre', 'request       req-1'],
    },
    {
      decision: 'blocked',
      code: 3,
      verdict: 'Denied:',
      shows: ['levels.CRITICAL.changes.p0-hotfix (default 1.0+3fa2b1c9)'],
    },
  ] as const)('$decision is $code', async ({ decision, code, verdict, shows }) => {
    bot.useCases.answerGate = () => answer(decision)
    const ran = await gate(bot.url)
    expect(ran).toMatchObject({ code, err: '' })
    expect(ran.out).toContain(verdict)
    expect(ran.out).toContain('CRITICAL, 18% of the budget left')
    for (const shown of shows) expect(ran.out).toContain(shown)
  })

  test('--json prints the answer as it came', async () => {
    const given = answer('blocked')
    bot.useCases.answerGate = () => given
    const ran = await gate(bot.url, ['--json'])
    expect(ran.code).toBe(3)
    const { titles, ...said } = JSON.parse(ran.out) as { readonly titles: unknown }
    expect({ kind: 'answered', answer: said }).toEqual(given)
    expect(titles).toEqual({ sre: 'sre' })
  })
})

test('the question reaches the bot, with the revision from the environment of CI', async () => {
  await gate(
    bot.url,
    ['--environment', 'staging', '--risk', 'high', '--request', 'req-1', '--confirm', 'tests-passing'],
    {
      GITHUB_SHA: '4f2a9c1',
    },
  )
  expect(bot.useCases.gateCalls[0]).toMatchObject({
    service: 'checkout-api',
    change: 'p0-hotfix',
    revision: '4f2a9c1',
    environment: 'staging',
    risk: 'high',
    requestId: 'req-1',
    confirmed: ['tests-passing'],
  })
  await gate(bot.url, ['--revision', 'v2'], { CI_COMMIT_SHA: 'other' })
  expect(bot.useCases.gateCalls[1]?.revision).toBe('v2')
})

test.each<[string, Variables, string | null, number | null]>([
  ['GitHub', { GITHUB_RUN_ID: '4711', GITHUB_RUN_ATTEMPT: '2' }, '4711', 2],
  ['GitLab', { CI_PIPELINE_ID: '17' }, '17', null],
  ['Buildkite', { BUILDKITE_BUILD_ID: 'b-1', BUILDKITE_RETRY_COUNT: '1' }, 'b-1', 2],
  ['Azure', { BUILD_BUILDID: '9', SYSTEM_JOBATTEMPT: '3' }, '9', 3],
  ['Jenkins', { BUILD_TAG: 'jenkins-shop-12', BUILD_ID: '12' }, 'jenkins-shop-12', null],
  ['none', { GITHUB_RUN_ID: '', GITHUB_RUN_ATTEMPT: '2' }, null, null],
])('the run and its attempt come from %s', async (_, env, run, attempt) => {
  await gate(bot.url, [], env)
  expect(bot.useCases.gateCalls[0]).toMatchObject({ run, attempt })
  await gate(bot.url, ['--run', 'mine', '--attempt', '7'], env)
  expect(bot.useCases.gateCalls[1]).toMatchObject({ run: 'mine', attempt: 7 })
})

describe('wrong usage is 2, and says what would be right', () => {
  test.each([
    ['no service', ['--change', 'feature'], {}, '--service'],
    ['an unknown option', [...ASK, '--sevice', 'x'], {}, '--service'],
    ['an address that is none', [...ASK, '--url', 'localhost:8080'], {}, 'https://'],
    ['a wait that is no duration', [...ASK, '--wait', 'long'], {}, '30m'],
    ['an attempt that is no number', [...ASK, '--attempt', 'second'], {}, '1, 2, 3'],
    ['an --on-error that is none', [...ASK, '--on-error', 'maybe'], {}, 'allow, deny'],
    ['no token', ASK, { BUDGETEER_TOKEN: '' }, 'BUDGETEER_TOKEN'],
    [
      'an unknown service',
      ['--service', 'chekout-api', '--change', 'feature'],
      {},
      'did you mean checkout-api?',
    ],
    [
      'an unknown change type',
      ['--service', 'checkout-api', '--change', 'featur'],
      {},
      'did you mean feature?',
    ],
  ] as const)('%s', async (_what, args, env, says) => {
    const ran = await run(args, { BUDGETEER_URL: steady.url, ...env })
    expect(ran).toMatchObject({ code: 2, out: '' })
    expect(ran.err).toContain(says)
  })

  test('no address', async () => {
    expect(await run(ASK, {})).toMatchObject({
      code: 2,
      err: expect.stringContaining('--url') as string,
    })
  })

  test('--help is 0 and names the exit codes', async () => {
    const ran = await run(['--help'], {})
    expect(ran.code).toBe(0)
    expect(ran.out).toContain('4 waiting for approval')
    expect(ran.out).toContain('BUDGETEER_TOKEN')
  })
})

describe('a bot that cannot be asked', () => {
  test.each([
    { args: [], code: 1 },
    { args: ['--on-error', 'allow'], code: 0 },
    { args: ['--on-error', 'deny'], code: 3 },
  ])('is $code with $args', async ({ args, code }) => {
    const gone = await other(() => undefined)
    await gone.close()
    const { clock, slept } = hurriedClock()
    const ran = await gateBy(clock, gone.url, args)
    expect(ran.code).toBe(code)
    expect(slept).toEqual([500, 1_000, 2_000])
    expect(ran.err).toContain('cannot be reached')
    expect(ran.err).toContain('ECONNREFUSED')
  })

  test.each([
    { what: 'an unknown token', token: 'nobody', says: 'not one that Budgeteer knows' },
    { what: 'a token without the scope', token: 'reader-secret', says: 'lacks the scope "gate"' },
  ])('$what is 1, whatever --on-error says', async ({ token, says }) => {
    const ran = await gate(steady.url, ['--on-error', 'allow'], { BUDGETEER_TOKEN: token })
    expect(ran.code).toBe(1)
    expect(ran.err).toContain(says)
    expect(ran.err).not.toContain(token)
  })

  test('one that never answers is given up in time', async () => {
    const mute = await other(() => undefined)
    const ran = await gateBy(hurriedClock().clock, mute.url, ['--timeout', '100ms'])
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('no answer within 100 ms') as string })
    await mute.close()
  })

  test('one that only a proxy can reach is asked through it', async () => {
    const proxy = await startProxy()
    const { port } = new URL(steady.url)
    // No name server knows this host.
    const env = { ...variables(`http://budgeteer.test:${port}`), HTTP_PROXY: proxy.url }
    const { code, err } = await startCli(['gate', ...ASK], env).ran
    await proxy.close()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(proxy.seen).toEqual([`budgeteer.test:${port}`])
  })

  test('one that drips its answer is given up in time', async () => {
    const dripping = await drippingServer(JSON_HEAD, ' ')
    const ran = await gateBy(hurriedClock().clock, dripping.url, ['--timeout', '100ms'])
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('no answer within 100 ms') as string })
    expect(dripping.connections()).toBeGreaterThanOrEqual(1)
  })

  test.each([
    ['a page', 200, 'text/html', '<h1>welcome</h1>'],
    ['other JSON', 200, 'application/json', '{"ok":true}'],
    ['a login', 302, 'text/html', ''],
  ])('%s in its place is 1', async (_what, status, type, body) => {
    const stranger = await other((_request, response) =>
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body),
    )
    const ran = await gate(stranger.url)
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('is not Budgeteer') as string })
    await stranger.close()
  })

  test('one that dies midway is asked again with the same key', async () => {
    const keys: unknown[] = []
    const given = answer('approved')
    const dying = await other((request, response) => {
      keys.push(request.headers['idempotency-key'])
      if (keys.length === 1) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        response.write('{"allowed":', () => response.destroy())
      } else if (keys.length === 2) response.writeHead(503, { 'retry-after': '0' }).end()
      else response.writeHead(200).end(JSON.stringify(given.kind === 'answered' && given.answer))
    })
    expect(await gateBy(hurriedClock().clock, dying.url)).toMatchObject({ code: 0 })
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    await dying.close()
  })

  test('Retry-After is honoured', async () => {
    let asked = 0
    const busy = await other((_request, response) => {
      asked += 1
      if (asked === 1) response.writeHead(429, { 'retry-after': '7' }).end()
      else response.writeHead(401, { 'content-type': 'application/json' }).end('{"detail":"no"}')
    })
    const { clock, slept } = hurriedClock()
    expect((await gateBy(clock, busy.url)).code).toBe(1)
    expect({ asked, slept }).toEqual({ asked: 2, slept: [7_000] })
    await busy.close()
  })
})

describe('--wait', () => {
  const inTurn = (...outcomes: readonly GateOutcome[]) => {
    let asked = 0
    return (): GateOutcome => outcomes[Math.min(asked++, outcomes.length - 1)] ?? answer('blocked')
  }

  test.each([
    ['approved', 0],
    ['blocked', 3],
  ] as const)('asks with one key until it is %s', async (decision, code) => {
    bot.useCases.answerGate = inTurn(answer('needs-approval'), answer(decision))
    const { clock, slept } = hurriedClock()
    const ran = await gateBy(clock, bot.url, ['--wait'])
    expect(ran.code).toBe(code)
    expect(slept).toEqual([2_000])
    expect(ran.err).toContain('waiting: p0-hotfix of checkout-api still needs approval')
    expect(new Set(bot.useCases.gateCalls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  test('gives up with 4 when the time is over', async () => {
    bot.useCases.answerGate = () => answer('needs-approval')
    const { clock, slept } = hurriedClock()
    const ran = await gateBy(clock, bot.url, ['--wait', '6s'])
    expect({ code: ran.code, slept }).toEqual({ code: 4, slept: [2_000, 3_000, 1_000] })
    expect(ran.out).toContain('Waiting for approval')
    expect(bot.useCases.gateCalls).toHaveLength(4)
  })

  test('outlasts a bot that is away for a while', async () => {
    const { port } = new URL(bot.url)
    await bot.close()
    const { clock } = hurriedClock(async (slept) => {
      if (slept.length === 5) bot = await startFixture({ port: Number(port) })
    })
    expect(await gateBy(clock, bot.url, ['--wait', '1m'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('waiting: the bot cannot be reached') as string,
    })
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    bot.useCases.answerGate = () => answer('needs-approval')
    const { child, ran, saying } = startCli(['gate', ...ASK, '--wait'], variables(bot.url))
    await saying('waiting: ')
    child.kill(signal)
    expect(await ran).toMatchObject({
      code: 130,
      out: '',
      err: expect.stringContaining('interrupted') as string,
    })
  })
})

test('control characters from the bot do not reach the terminal', async () => {
  bot.useCases.answerGate = () => answer('blocked', { explanation: 'no\u001b[2J\u0007way' })
  expect((await gate(bot.url)).out).toContain('Denied: no [2J way')
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GateOutcome } from '../../src/core/requests/outcome.ts'
import { answer, type Started, startFixture } from '../adapters/http/fixture.ts'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const clean = { PATH: process.env['PATH'], BUDGETEER_TOKEN: 'ci-secret', NO_COLOR: '1' }
  const child = spawn(process.execPath, [MAIN, 'gate', ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ran = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, err]): Ran => ({ code: code as number | null, out, err }),
  )
  return { child, ran }
}

const gate = (
  url: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => start([...ASK, ...args], { BUDGETEER_URL: url, ...env }).ran

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
    expect({ kind: 'answered', answer: JSON.parse(ran.out) as unknown }).toEqual(given)
  })
})

test('what is asked reaches the bot, the revision from the environment of CI', async () => {
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

describe('wrong usage is 2, and says what would be right', () => {
  test.concurrent.each([
    ['no service', ['--change', 'feature'], {}, '--service'],
    ['an unknown option', [...ASK, '--sevice', 'x'], {}, '--service'],
    ['an address that is none', [...ASK, '--url', 'localhost:8080'], {}, 'https://'],
    ['a wait that is no duration', [...ASK, '--wait', 'long'], {}, '30m'],
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
    const ran = await start(args, { BUDGETEER_URL: steady.url, ...env }).ran
    expect(ran).toMatchObject({ code: 2, out: '' })
    expect(ran.err).toContain(says)
  })

  test.concurrent('no address', async () => {
    expect(await start(ASK, {}).ran).toMatchObject({
      code: 2,
      err: expect.stringContaining('--url') as string,
    })
  })

  test.concurrent('--help is 0 and names the exit codes', async () => {
    const ran = await start(['--help'], {}).ran
    expect(ran.code).toBe(0)
    expect(ran.out).toContain('4 waiting for approval')
    expect(ran.out).toContain('BUDGETEER_TOKEN')
  })
})

describe('a bot that cannot be asked', () => {
  test.concurrent.each([
    { args: [], code: 1 },
    { args: ['--on-error', 'allow'], code: 0 },
    { args: ['--on-error', 'deny'], code: 3 },
  ])('is $code with $args', async ({ args, code }) => {
    const gone = await other(() => undefined)
    await gone.close()
    const ran = await gate(gone.url, args)
    expect(ran.code).toBe(code)
    expect(ran.err).toContain('cannot be reached')
    expect(ran.err).toContain('ECONNREFUSED')
  })

  test.concurrent.each([
    { what: 'an unknown token', token: 'nobody', says: 'not one that Budgeteer knows' },
    { what: 'a token without the scope', token: 'reader-secret', says: 'lacks the scope "gate"' },
  ])('$what is 1, whatever --on-error says', async ({ token, says }) => {
    const ran = await gate(steady.url, ['--on-error', 'allow'], { BUDGETEER_TOKEN: token })
    expect(ran.code).toBe(1)
    expect(ran.err).toContain(says)
    expect(ran.err).not.toContain(token)
  })

  test.concurrent('one that never answers is given up in time', async () => {
    const mute = await other(() => undefined)
    const ran = await gate(mute.url, ['--timeout', '100ms'])
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('no answer within 100 ms') as string })
    await mute.close()
  })

  test.concurrent.each([
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

  test.concurrent('one that dies midway is asked again with the same key', async () => {
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
    expect(await gate(dying.url)).toMatchObject({ code: 0 })
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    await dying.close()
  })

  test.concurrent('Retry-After is honoured', async () => {
    const asked: number[] = []
    const busy = await other((_request, response) => {
      asked.push(performance.now())
      if (asked.length === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else response.writeHead(401, { 'content-type': 'application/json' }).end('{"detail":"no"}')
    })
    expect((await gate(busy.url)).code).toBe(1)
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(990)
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
    const ran = await gate(bot.url, ['--wait'])
    expect(ran.code).toBe(code)
    expect(ran.err).toContain('waiting: p0-hotfix of checkout-api still needs approval')
    expect(new Set(bot.useCases.gateCalls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  test('gives up with 4 when the time is over', async () => {
    bot.useCases.answerGate = () => answer('needs-approval')
    const ran = await gate(bot.url, ['--wait', '500ms'])
    expect(ran.code).toBe(4)
    expect(ran.out).toContain('Waiting for approval')
    expect(bot.useCases.gateCalls).toHaveLength(2)
  })

  test('outlasts a bot that is away for a while', async () => {
    const { port } = new URL(bot.url)
    await bot.close()
    const { ran } = start([...ASK, '--wait', '1m'], { BUDGETEER_URL: bot.url })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    bot = await startFixture({ port: Number(port) })
    expect((await ran).code).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    const asked = Promise.withResolvers<undefined>()
    bot.useCases.answerGate = () => {
      asked.resolve(undefined)
      return answer('needs-approval')
    }
    const { child, ran } = start([...ASK, '--wait'], { BUDGETEER_URL: bot.url })
    await asked.promise
    await new Promise((resolve) => setTimeout(resolve, 200))
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

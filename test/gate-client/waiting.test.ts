import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { runGate } from '../../gate-client/client/run-gate.ts'
import type { GateOutcome } from '../../src/core/requests/outcome.ts'
import { answer } from '../adapters/http/facts.ts'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { CLIENTS, PROGRAMS, SHELLS, type Variables } from './clients.ts'
import { nobody, stranger } from './stranger.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']
const OFTEN = [...ASK, '--interval', '50ms']

let bot: Started
beforeEach(async () => {
  bot = await startFixture()
})
afterEach(() => bot.close(200))

const variables = (url = bot.url): Variables => ({ BUDGETEER_TOKEN: 'ci-secret', BUDGETEER_URL: url })

const inTurn = (...outcomes: readonly GateOutcome[]) => {
  let asked = 0
  return (): GateOutcome => outcomes[Math.min(asked++, outcomes.length - 1)] ?? answer('blocked')
}

describe.each(CLIENTS)('$name with --wait', (client) => {
  test.each([
    ['approved', 0],
    ['blocked', 3],
  ] as const)('asks with one key until it is %s', async (decision, code) => {
    const waiting = answer('needs-approval')
    bot.useCases.answerGate = inTurn(waiting, waiting, answer(decision))
    const ran = await client.run([...OFTEN, '--wait'], variables())
    expect(ran.code).toBe(code)
    // What has not changed is not told twice.
    expect(ran.err).toMatch(/^waiting: p0-hotfix of checkout-api still needs approval [^\n]*\n$/)
    expect(bot.useCases.gateCalls).toHaveLength(3)
    expect(new Set(bot.useCases.gateCalls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  test('gives up with 4 when the time is over', async () => {
    bot.useCases.answerGate = () => answer('needs-approval')
    const ran = await client.run([...OFTEN, '--wait=1s'], variables())
    expect(ran.code).toBe(4)
    expect(ran.out).toContain('Waiting for approval (exit 4)')
  })

  test('outlasts a bot that is away for a while', async () => {
    let asked = 0
    const away = await stranger((_request, response) => {
      asked += 1
      const given = answer('approved')
      if (asked < 3) response.writeHead(503).end()
      else response.writeHead(200).end(JSON.stringify(given.kind === 'answered' && given.answer))
    })
    const ran = await client.run([...OFTEN, '--wait', '1h', '--retries', '0'], variables(away.url))
    expect(ran).toMatchObject({
      code: 0,
      err: expect.stringContaining('waiting: the bot cannot be reached') as string,
    })
    await away.close()
  })

  test('does not wait for a question that is wrong', async () => {
    const ran = await client.run(['--service', 'none', '--change', 'feature', '--wait', '1h'], variables())
    expect(ran.code).toBe(2)
  })
})

describe.each(PROGRAMS)('$name', (client) => {
  test.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    bot.useCases.answerGate = () => answer('needs-approval')
    const { child, ran, saying } = client.start([...ASK, '--wait', '--interval', '1h'], variables())
    await saying('waiting: ')
    child.kill(signal)
    expect(await ran).toMatchObject({
      code: 130,
      out: '',
      err: expect.stringMatching(/\nInterrupted \(exit 130\): nothing was decided\n$/) as string,
    })
  })
})

test('what is slept between questions is no longer than what is waited', async () => {
  bot.useCases.answerGate = () => answer('needs-approval')
  const { code, slept } = await asNode([...ASK, '--wait', '6s'], bot.url)
  expect(code).toBe(4)
  expect(slept.reduce((sum, one) => sum + one, 0)).toBeCloseTo(6, 6)
  expect(bot.useCases.gateCalls).toHaveLength(slept.length + 1)
})

/** Seconds that were slept, by a client on whose machine sleeping takes no time. */
type Sleeping = (
  args: readonly string[],
  url: string,
) => Promise<{ code: number | null; slept: readonly number[] }>

const asNode: Sleeping = async (args, url) => {
  const slept: number[] = []
  let now = 0
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      now += ms
      slept.push(ms / 1_000)
      return Promise.resolve()
    },
    random: () => Math.random(),
  }
  const flags = new Map<string, string>()
  for (let index = 0; index < args.length; index += 2)
    flags.set(args[index]?.slice(2) ?? '', args[index + 1] ?? '')
  const code = await runGate(flags, {
    env: variables(url),
    out: () => undefined,
    err: () => undefined,
    clock,
  })
  return { code, slept }
}

const asShell: Sleeping = async (args, url) => {
  const [shell] = SHELLS
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-sleep-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const log = join(folder, 'slept')
  await writeFile(join(folder, 'sleep'), `#!/bin/sh\necho "$1" >>'${log}'\n`)
  await chmod(join(folder, 'sleep'), 0o755)
  await writeFile(log, '')
  const PATH = `${folder}:${process.env['PATH'] ?? ''}`
  const ran = await shell?.run(args, { ...variables(url), PATH })
  const slept = (await readFile(log, 'utf8')).split('\n').filter(Boolean).map(Number)
  return { code: ran?.code ?? null, slept }
}

describe.each([['Node', asNode], ...(SHELLS.length === 0 ? [] : [['a shell', asShell] as const])] as const)(
  'the pauses of %s',
  (_, asked) => {
    const within = (slept: readonly number[], bounds: readonly (readonly [number, number])[]): void => {
      expect(slept).toHaveLength(bounds.length)
      for (const [index, [least, most]] of bounds.entries()) {
        expect(slept[index]).toBeGreaterThanOrEqual(least)
        expect(slept[index]).toBeLessThanOrEqual(most)
      }
    }

    test('between tries are doubled each time, and spread', async () => {
      const { code, slept } = await asked(ASK, await nobody())
      expect(code).toBe(1)
      within(slept, [[0.25, 0.5], [0.5, 1], [1, 2], [2, 4], [4, 8]]) // prettier-ignore
    })

    test('are at least as long as Retry-After says', async () => {
      let count = 0
      const busy = await stranger((_request, response) => {
        count += 1
        if (count === 1) response.writeHead(429, { 'Retry-After': '7' }).end()
        else response.writeHead(401, { 'content-type': 'application/json' }).end('{"detail":"no"}')
      })
      const { code, slept } = await asked(ASK, busy.url)
      expect(code).toBe(1)
      within(slept, [[7, 7.25]])
      await busy.close()
    })

    test('between questions grow by half each time, up to a quarter of a minute', async () => {
      const waiting = answer('needs-approval')
      bot.useCases.answerGate = inTurn(...Array.from({ length: 8 }, () => waiting), answer('approved'))
      const { code, slept } = await asked([...ASK, '--wait', '1h'], bot.url)
      expect(code).toBe(0)
      within(slept, [[1, 2], [1.5, 3], [2.2, 4.5], [3.3, 6.75], [5, 10.2], [7.5, 15], [7.5, 15], [7.5, 15]]) // prettier-ignore
    })
  },
)

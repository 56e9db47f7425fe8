import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { type Client, CLIENTS, PROGRAMS, type Variables } from './clients.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']

let bot: Started
beforeAll(async () => {
  bot = await startFixture()
})
afterAll(() => bot.close(200))
beforeEach(() => void bot.useCases.gateCalls.splice(0))

const variables = (more: Variables = {}): Variables => ({
  BUDGETEER_TOKEN: 'ci-secret',
  BUDGETEER_URL: bot.url,
  ...more,
})

describe.each(CLIENTS)('$name', (client) => {
  test('hands on what is asked', async () => {
    const flags = ['--environment', 'staging', '--risk=high', '--request', 'req-1', '--attempt', '3']
    const more = ['--confirm', ' tests-passing ,', '--revision', 'v2 "é" \\ $(id) `id`=1', '--run', "it's"]
    expect(await client.run([...ASK, ...flags, ...more], variables())).toMatchObject({ code: 0, err: '' })
    expect(bot.useCases.gateCalls).toMatchObject([
      {
        service: 'checkout-api',
        change: 'p0-hotfix',
        revision: 'v2 "é" \\ $(id) `id`=1',
        environment: 'staging',
        risk: 'high',
        requestId: 'req-1',
        confirmed: ['tests-passing'],
        run: "it's",
        attempt: 3,
      },
    ])
    expect(bot.useCases.gateCalls[0]?.idempotencyKey).toMatch(/^[\w-]{20,200}$/)
  })

  test('asks where --url says, with or without a slash at its end', async () => {
    const env = { BUDGETEER_TOKEN: 'ci-secret', BUDGETEER_URL: 'http://127.0.0.1:1' }
    expect((await client.run([...ASK, '--url', `${bot.url}//`], env)).code).toBe(0)
  })
})

test('all ask the same, and each question has a key of its own', async () => {
  const flags = [...ASK, '--revision', 'v1', '--confirm', 'tests-passing', '--attempt', '2']
  for (const client of CLIENTS) await client.run(flags, variables())
  const keys = new Set(bot.useCases.gateCalls.map(({ idempotencyKey }) => idempotencyKey))
  expect(keys.size).toBe(CLIENTS.length)
  const questions = new Set(
    bot.useCases.gateCalls.map((call) => JSON.stringify({ ...call, idempotencyKey: null })),
  )
  expect(questions.size).toBe(1)
})

describe.each(CLIENTS)('$name', (client) => {
  const ask: Client['run'] = (args, env) => client.run(args, env)
  test.each<[string, Variables, string | null, number | null]>([
    ['GitHub', { GITHUB_RUN_ID: '4711', GITHUB_RUN_ATTEMPT: '2' }, '4711', 2],
    ['GitLab', { CI_PIPELINE_ID: '17' }, '17', null],
    ['Buildkite', { BUILDKITE_BUILD_ID: 'b-1', BUILDKITE_RETRY_COUNT: '08' }, 'b-1', 9],
    ['Azure', { BUILD_BUILDID: '9', SYSTEM_JOBATTEMPT: '3' }, '9', 3],
    ['Jenkins', { BUILD_TAG: 'jenkins-shop-12', BUILD_ID: '12' }, 'jenkins-shop-12', null],
    ['none', { GITHUB_RUN_ID: '', GITHUB_RUN_ATTEMPT: '2' }, null, null],
  ])('takes the run and its attempt from %s', async (_, env, run, attempt) => {
    await ask(ASK, variables(env))
    expect(bot.useCases.gateCalls[0]).toMatchObject({ run, attempt })
  })

  test.each<[string, Variables, string]>([
    ['GitHub', { GITHUB_SHA: 'sha-1' }, 'sha-1'],
    ['GitLab', { GITHUB_SHA: '', CI_COMMIT_SHA: 'sha-2' }, 'sha-2'],
    ['Buildkite', { BUILDKITE_COMMIT: 'sha-3' }, 'sha-3'],
    ['Azure', { BUILD_SOURCEVERSION: 'sha-4' }, 'sha-4'],
    ['Jenkins', { GIT_COMMIT: 'sha-5' }, 'sha-5'],
  ])('takes the revision from %s', async (_, env, revision) => {
    await ask(ASK, variables(env))
    expect(bot.useCases.gateCalls[0]).toMatchObject({ revision })
  })

  test('what is given counts more than what the CI says', async () => {
    const env = { GITHUB_RUN_ID: '4711', GITHUB_RUN_ATTEMPT: '2', GITHUB_SHA: 'sha-1' }
    await ask([...ASK, '--run', 'mine', '--attempt', '7', '--revision', 'v2'], variables(env))
    expect(bot.useCases.gateCalls[0]).toMatchObject({ run: 'mine', attempt: 7, revision: 'v2' })
  })
})

interface Wrong {
  readonly what: string
  readonly args: readonly string[]
  readonly env?: Variables
  readonly says: string
}

const WRONG: readonly Wrong[] = [
  { what: 'no service', args: ['--change', 'feature'], says: '--service' },
  { what: 'an unknown flag', args: [...ASK, '--sevice', 'x'], says: '--service' },
  { what: 'a flag without its value', args: ['--change', 'feature', '--service'], says: '--service' },
  { what: 'an empty service', args: ['--change', 'feature', '--service', ''], says: '--service' },
  { what: 'an address that is none', args: [...ASK, '--url', 'localhost:8080'], says: 'https://' },
  { what: 'an address with a password', args: [...ASK, '--url', 'http://a:b@c'], says: 'https://' },
  { what: 'a wait that is no duration', args: [...ASK, '--wait', 'long'], says: '30m' },
  { what: 'a wait of nothing', args: [...ASK, '--wait', '0s'], says: '30m' },
  { what: 'a length of time without a unit', args: [...ASK, '--timeout', '30'], says: '30s is seconds' },
  { what: 'an attempt that is no number', args: [...ASK, '--attempt', 'second'], says: '1, 2, 3' },
  { what: 'retries that are no number', args: [...ASK, '--retries', '-1x'], says: '0, 1, 2' },
  { what: 'an --on-error that is none', args: [...ASK, '--on-error', 'maybe'], says: '--on-error' },
  { what: 'authorities that are not there', args: [...ASK, '--cacert', '/none.pem'], says: '/none.pem' },
  { what: 'no token', args: ASK, env: { BUDGETEER_TOKEN: '' }, says: 'BUDGETEER_TOKEN' },
  { what: 'a token with a space', args: ASK, env: { BUDGETEER_TOKEN: 'a b' }, says: 'BUDGETEER_TOKEN' },
  { what: 'no address', args: ASK, env: { BUDGETEER_URL: '' }, says: '--url' },
  {
    what: 'an unknown service',
    args: ['--service', 'chekout-api', '--change', 'feature'],
    says: 'did you mean checkout-api?',
  },
  {
    what: 'an unknown change type',
    args: ['--service', 'checkout-api', '--change', 'featur'],
    says: 'did you mean feature?',
  },
  {
    what: 'a requirement that no pipeline can confirm',
    args: [...ASK, '--confirm', 'rollback-plan'],
    says: 'a pipeline cannot confirm it',
  },
]

describe.each(CLIENTS)('wrong usage of $name is 2, and says what would be right', (client) => {
  test.each(WRONG)('$what', async ({ args, env = {}, says }) => {
    const ran = await client.run(args, variables(env))
    expect(ran).toMatchObject({ code: 2, out: '' })
    expect(ran.err).toContain(says)
    expect(bot.useCases.gateCalls).toEqual([])
  })
})

test.each(PROGRAMS)('$name tells the flags and the exit codes with --help', async (client) => {
  const ran = await client.run(['--help'], {})
  expect(ran).toMatchObject({ code: 0, err: '' })
  expect(ran.out).toBe((await PROGRAMS[0]?.run(['-h'], {}))?.out)
  expect(ran.out).toMatch(/^Exit codes: 0 allowed, 3 denied, 4 waiting for approval, 2 wrong usage/m)
  expect(ran.out).toMatch(/--wait \[duration\] .*default: 30m/)
})

import { StoreOutcomeError } from '../../../src/adapters/store/store-error.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AS, call } from './call.ts'
import { answer } from './facts.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture({ answerWithinMs: 300 })
})
afterEach(() => server.close())

const ask = (body: object = {}, headers: Readonly<Record<string, string>> = AS.ci) =>
  call(server.url, 'POST', '/v1/gate', {
    body: { service: 'checkout-api', change: 'p0-hotfix', ...body },
    headers,
  })

test.each(['approved', 'needs-approval', 'blocked'] as const)(
  '%s is a 200 with the whole answer',
  async (decision) => {
    const given = answer(decision)
    server.useCases.answerGate = () => given
    const got = await ask()
    const { titles, audit, ...said } = got.json as { readonly titles: unknown; readonly audit: unknown }
    expect(got.status).toBe(200)
    expect(got.type).toBe('application/json; charset=utf-8')
    expect(got.headers.get('cache-control')).toBe('no-store')
    expect({ kind: 'answered', answer: said, audit }).toMatchObject(given)
    expect(titles).toEqual({ sre: 'sre' })
  },
)

test('in shadow the yes carries what enforcement would have answered, in the same shape', async () => {
  const blocked = answer('needs-approval')
  if (blocked.kind !== 'answered') throw new Error('the fixture answers')
  const wouldHave = blocked.answer
  server.useCases.answerGate = () =>
    answer('approved', { seats: [], reasons: ['shadow'], enforcement: 'shadow', wouldHave })
  const got = await ask()
  expect(got.status).toBe(200)
  expect(got.json).toMatchObject({
    allowed: true,
    enforcement: 'shadow',
    wouldHave: { ...wouldHave, titles: { sre: 'sre' } },
  })
  expect(got.json).not.toHaveProperty('titles')
})

test.each([
  {
    what: 'the least that can be asked',
    body: {},
    headers: AS.ci,
    reaches: {
      revision: null,
      environment: 'production',
      risk: null,
      requestId: null,
      confirmed: [],
      idempotencyKey: null,
      run: null,
      attempt: null,
      dryRun: false,
    },
  },
  {
    what: 'everything',
    body: {
      revision: 'v1.2',
      environment: 'staging',
      risk: 'high',
      request: 'req-7',
      confirm: ['tests-passing'],
      run: '4711',
      attempt: 2,
      dryRun: true,
    },
    headers: { ...AS.ci, 'idempotency-key': 'run-17' },
    reaches: {
      revision: 'v1.2',
      environment: 'staging',
      risk: 'high',
      requestId: 'req-7',
      confirmed: ['tests-passing'],
      idempotencyKey: 'run-17',
      run: '4711',
      attempt: 2,
      dryRun: true,
    },
  },
  {
    what: 'nulls, as scripts send them',
    body: { revision: null, risk: null, request: null },
    headers: AS.robot,
    reaches: {
      revision: null,
      confirmed: [],
      caller: { token: 'robot', automatic: true, mayClaim: ['security'] },
    },
  },
])('$what reaches the gate', async ({ body, headers, reaches }) => {
  expect((await ask(body, headers)).status).toBe(200)
  expect(server.useCases.gateCalls).toHaveLength(1)
  expect(server.useCases.gateCalls[0]).toMatchObject({
    service: 'checkout-api',
    change: 'p0-hotfix',
    ...reaches,
  })
})

test('a type with its charset is welcome', async () => {
  const headers = { ...AS.ci, 'content-type': 'application/json; charset=utf-8' }
  expect((await ask({}, headers)).status).toBe(200)
})

test('a length is counted in characters as people see them', async () => {
  expect((await ask({ revision: '🚀'.repeat(200) })).status).toBe(200)
  expect((await ask({ revision: '🚀'.repeat(201) })).text).toContain('must not be longer than 200 characters')
})

test('every mistake is named once, those of the whole before those of a part', async () => {
  const got = await ask({ revision: 7, change: '', enviroment: 'x', confirm: [1, 'x'.repeat(201)] })
  expect(got.json).toMatchObject({
    errors: [
      { pointer: '/enviroment', detail: expect.stringContaining('did you mean environment?') as string },
      { pointer: '/change', detail: 'must not be empty' },
      { pointer: '/revision', detail: 'must be text' },
      { pointer: '/confirm/0', detail: 'must be text' },
      { pointer: '/confirm/1', detail: 'must not be longer than 200 characters' },
    ],
  })
})

test('what the gate finds invalid is a 422 that points at the field', async () => {
  server.useCases.answerGate = () => ({
    kind: 'invalid',
    problems: [
      { field: 'requestId', message: 'There is no request req-9.' },
      { field: 'risk', message: 'It may be raised, not lowered.' },
    ],
  })
  const got = await ask()
  expect(got.status).toBe(422)
  expect(got.json).toMatchObject({
    detail: 'Not valid: /request: There is no request req-9 (and 1 more).',
    errors: [{ pointer: '/request', detail: 'There is no request req-9.' }, { pointer: '/risk' }],
  })
})

const failing = (message: string, more: object) => () =>
  Promise.reject(Object.assign(new Error(message), more))
test.each([
  ['a locked store', failing('busy', { code: 'SQLITE_BUSY' }), 503],
  [
    'a full disk',
    failing('commit failed', { cause: Object.assign(new Error('disk'), { code: 'SQLITE_FULL' }) }),
    503,
  ],
  ['a damaged store', failing('malformed', { code: 'SQLITE_CORRUPT' }), 503],
  ['a lost database', failing('gone', { code: 'ECONNREFUSED' }), 503],
  ['a failure worth retrying', failing('later', { retryable: true }), 503],
  ['no answer in time', () => new Promise<never>(() => undefined), 503],
  ['a fault of ours', failing('cannot read properties of undefined', {}), 500],
] as const)(
  '%s is a problem document, logged, with nothing of the inside told',
  async (_what, gate, status) => {
    server.useCases.answerGate = gate
    const got = await ask()
    expect(got.status).toBe(status)
    expect(got.headers.get('retry-after')).toBe(status === 503 ? '2' : null)
    expect(got.text).not.toMatch(/SQLITE|properties|busy|ECONN/)
    expect(server.logged).toHaveLength(1)
    expect(server.logged[0]).not.toContain('ci-secret')
  },
)

test('a call that was not answered in time is not said to have decided nothing', async () => {
  server.useCases.answerGate = () => new Promise<never>(() => undefined)
  expect((await ask()).json).toMatchObject({
    status: 503,
    detail: expect.stringContaining('what came of the call is not known') as string,
  })
})

test('a call whose store was lost as it kept the answer is not said to have decided nothing', async () => {
  const lost = new StoreOutcomeError('postgres://bot@db.example.com/budgeteer', 'the connection broke')
  server.useCases.answerGate = () => Promise.reject(lost)
  const { json } = await ask()
  expect(json).toMatchObject({
    status: 503,
    detail: expect.stringContaining('what came of the call is not known') as string,
  })
  expect(JSON.stringify(json)).not.toContain('db.example.com')
})

test('each call is timed by its route and status', async () => {
  await ask()
  await ask({ risk: 'none' })
  const { text } = await call(server.url, 'GET', '/metrics')
  const count = 'budgeteer_http_request_duration_seconds_count{method="POST",route="/v1/gate",status='
  expect(text).toContain(`${count}"200"} 1`)
  expect(text).toContain(`${count}"422"} 1`)
})

test('200 calls at once each get their own answer', async () => {
  server.useCases.answerGate = ({ revision }) => answer('approved', { explanation: `for ${revision ?? ''}` })
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask({ revision: `r${index}` })))
  expect(answers.map(({ json }) => (json as { explanation: string }).explanation)).toEqual(
    Array.from({ length: 200 }, (_, index) => `for r${index}`),
  )
})

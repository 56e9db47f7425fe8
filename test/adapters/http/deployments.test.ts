import { afterEach, beforeEach, expect, test } from 'vitest'
import { AS, call } from './call.ts'
import { NOW } from './facts.ts'
import { reportTaken, type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture()
})
afterEach(() => server.close())

const report = (body: object, headers: Readonly<Record<string, string>> = AS.ci) =>
  call(server.url, 'POST', '/v1/deployments', {
    body: { service: 'checkout-api', revision: 'v1', event: 'started', ...body },
    headers,
  })

test('a report reaches the bot as it was sent, with the caller and the key', async () => {
  const got = await report(
    { event: 'stage', stage: 25, request: 'r-1' },
    { ...AS.ci, 'idempotency-key': 'build-7' },
  )
  expect(got.status).toBe(200)
  expect(server.useCases.deployed).toEqual([
    {
      service: 'checkout-api',
      revision: 'v1',
      environment: 'production',
      event: 'stage',
      percent: 25,
      requestId: 'r-1',
      idempotencyKey: 'build-7',
      token: 'ci',
    },
  ])
})

test('a report is counted once, however often it comes', async () => {
  const counted = async () =>
    /^budgeteer_deployments_total.*event="started"} (.*)$/m.exec(
      (await call(server.url, 'GET', '/metrics')).text,
    )?.[1]
  await report({})
  expect(await counted()).toBe('1')
  server.useCases.report = (sent) => {
    const taken = reportTaken(sent)
    return taken.kind === 'recorded' ? { ...taken, rollout: { ...taken.rollout, repeated: true } } : taken
  }
  await report({})
  expect(await counted()).toBe('1')
})

test.each([
  { what: 'an unknown service', body: { service: 'chekout-api' }, pointer: '/service', says: 'checkout-api' },
  { what: 'an event that there is not', body: { event: 'begun' }, pointer: '/event', says: 'one of' },
  { what: 'a stage without a percentage', body: { event: 'stage' }, pointer: '/stage', says: 'is required' },
  { what: 'a percentage without a stage', body: { stage: 5 }, pointer: '/stage', says: 'event stage alone' },
  {
    what: 'a percentage above all',
    body: { event: 'stage', stage: 101 },
    pointer: '/stage',
    says: 'at most 100',
  },
  { what: 'no revision', body: { revision: undefined }, pointer: '/revision', says: 'is required' },
  { what: 'a field too many', body: { reqest: 'r-1' }, pointer: '/reqest', says: 'did you mean request' },
])('$what is named', async ({ body, pointer, says }) => {
  const got = await report(body)
  expect(got.status).toBe(422)
  expect(got.type).toContain('application/problem+json')
  const [error] = (got.json as { errors: { pointer: string; detail: string }[] }).errors
  expect(error?.pointer).toBe(pointer)
  expect(error?.detail).toContain(says)
  expect(server.useCases.deployed).toEqual([])
})

test('a stage that has to wait says how long', async () => {
  server.useCases.report = () => ({
    kind: 'conflict',
    message: 'This stage is watched for 15 minutes more.',
    until: NOW + 900_000,
  })
  const got = await report({ event: 'stage', stage: 25 })
  expect(got.status).toBe(409)
  expect(got.headers.get('retry-after')).toBe('900')
  expect(got.json).toMatchObject({ title: 'Conflict', detail: 'This stage is watched for 15 minutes more.' })
})

test('a request for something else is an error of its field', async () => {
  server.useCases.report = () => ({ kind: 'unknown-request', message: 'there is no request r-9' })
  const got = await report({ request: 'r-9' })
  expect(got.status).toBe(422)
  expect(got.json).toMatchObject({ errors: [{ pointer: '/request', detail: 'there is no request r-9' }] })
})

test.each([
  { how: 'in a header', path: '/v1/calendar.ics', headers: AS.reader, status: 200 },
  { how: 'in the address', path: '/v1/calendar.ics?token=reader-secret', headers: {}, status: 200 },
  { how: 'wrong in the address', path: '/v1/calendar.ics?token=nonsense', headers: {}, status: 401 },
  { how: 'without the scope', path: '/v1/calendar.ics?token=ci-secret', headers: {}, status: 403 },
  { how: 'twice in the address', path: '/v1/calendar.ics?token=a&token=b', headers: {}, status: 401 },
  {
    how: 'in the address of another route',
    path: '/v1/services?token=reader-secret',
    headers: {},
    status: 401,
  },
])('the feed with a token $how: $status', async ({ path, headers, status }) => {
  const got = await call(server.url, 'GET', path, { headers })
  expect(got.status).toBe(status)
  if (status === 200) expect(got.type).toBe('text/calendar; charset=utf-8')
})

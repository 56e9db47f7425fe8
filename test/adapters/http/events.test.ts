import { afterEach, beforeEach, expect, test } from 'vitest'
import { AS, call } from './call.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture()
})
afterEach(() => server.close())

const EVENT = { service: 'checkout-api', slo: 'availability', good: 9, total: 10, at: '2026-03-02T09:59:00Z' }
const AT = Date.parse(EVENT.at)
const push = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  call(server.url, 'POST', '/v1/events', { body, headers: { ...AS.exporter, ...headers } })

test.each([
  { what: 'one event', body: EVENT, counts: 1 },
  { what: 'a list', body: [EVENT, EVENT], counts: 2 },
  { what: 'an object with a list', body: { events: [EVENT, EVENT, EVENT] }, counts: 3 },
  { what: 'as many as a call may bring', body: Array.from({ length: 8_000 }, () => EVENT), counts: 8_000 },
])('$what is kept', async ({ body, counts }) => {
  const got = await push(body)
  expect(got).toMatchObject({ status: 200, json: { added: counts, repeated: 0 } })
  expect(server.useCases.counts).toHaveLength(counts)
  expect(server.useCases.counts[0]).toEqual({ ...EVENT, at: AT })
})

test.each([
  ['2026-03-02T10:59:00+01:00', AT],
  ['2026-03-02T10:59:00+0100', AT],
  ['2026-03-02 09:59:00z', AT],
  ['2026-03-02T09:59:00.250Z', AT + 250],
  ['2026-03-02T10:05:00Z', AT + 360_000],
  ['2019-12-31T23:59:59Z', Date.parse('2019-12-31T23:59:59Z')],
])('the time %s is understood', async (at, means) => {
  expect((await push({ ...EVENT, at })).status).toBe(200)
  expect(server.useCases.counts[0]?.at).toBe(means)
})

test('zero of zero events are accepted', async () => {
  expect((await push({ ...EVENT, good: 0, total: 0 })).status).toBe(200)
})

test('the same key counts once, whether of an event or of the call', async () => {
  await push({ ...EVENT, key: 'batch-1' })
  expect((await push({ ...EVENT, key: 'batch-1' })).json).toEqual({ added: 0, repeated: 1 })

  await push([EVENT, EVENT], { 'idempotency-key': 'call-7' })
  expect((await push([EVENT, EVENT], { 'idempotency-key': 'call-7' })).json).toEqual({
    added: 0,
    repeated: 2,
  })
  expect(server.useCases.counts).toHaveLength(3)
})

test('every mistake is named by its place, and nothing is kept', async () => {
  const got = await push([EVENT, { ...EVENT, good: 11 }, EVENT, { ...EVENT, service: 'nope' }])
  expect(got).toMatchObject({
    status: 422,
    json: { errors: [{ pointer: '/1/good' }, { pointer: '/3/service' }] },
  })
  expect(got.text).toContain('Nothing of this call was kept')
  expect(server.useCases.counts).toEqual([])
})

test.each([
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['a zone without minutes', '2026-03-02T10:00:00+05'],
])('%s is no time that can be counted, and the call says so', async (_case, at) => {
  const got = await push({ ...EVENT, at })
  expect(got.status).toBe(422)
  expect(got.text).toContain('/at: must be a time with a zone')
})

test('one push brings at most 10^12 events for an SLO, over all its events, and says so', async () => {
  const most = { ...EVENT, good: 0, total: 1e12 }
  expect((await push(most)).status).toBe(200)
  expect(await push({ ...EVENT, total: 2 ** 53 - 1 })).toMatchObject({ status: 422 })
  const got = await push([most, EVENT, EVENT])
  expect(got).toMatchObject({
    status: 422,
    json: {
      errors: [
        { pointer: '/1/total', detail: expect.stringContaining('at most 1000000000000 events') as string },
      ],
    },
  })
  expect(server.useCases.counts).toHaveLength(1)
})

test('an SLO’s own bound (max_per_push) stands for the usual one', async () => {
  const orders = { ...EVENT, slo: 'orders' }
  expect((await push([orders, orders])).status).toBe(200)
  expect(await push([orders, orders, EVENT, { ...orders, good: 1, total: 1 }])).toMatchObject({
    status: 422,
    json: {
      errors: [{ pointer: '/3/total', detail: expect.stringContaining('at most 20 events') as string }],
    },
  })
  expect(server.useCases.counts).toHaveLength(2)
})

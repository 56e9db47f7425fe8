import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { AS, call } from './call.ts'
import { NOW } from './facts.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture({
    pages: () => ({ url: 'https://budgets.example.com', isPublic: true, timeZone: 'UTC', proxy: null }),
  })
})
afterEach(() => server.close())

const get = (query: string) => call(server.url, 'GET', `/v1/annotations?${query}`, { headers: AS.reader })

test('incidents and deployments have the form of Grafana’s annotations, the oldest first', async () => {
  server.useCases.pictures.during = () =>
    Promise.resolve({
      incidents: [
        { id: 'i_1', what: 'HighErrorRate', from: NOW - HOUR_MS, until: null, costRatio: 0.041 },
        { id: 'i_2', what: 'Outage', from: NOW - DAY_MS, until: NOW - HOUR_MS, costRatio: null },
      ],
      deployments: [{ id: 'ro_1', revision: 'v1.2.3', at: NOW - 2 * HOUR_MS, state: 'rolled_back' }],
    })
  const incident = { tags: ['incident', 'checkout-api'] }
  expect((await get('service=checkout-api')).json).toEqual([
    {
      ...incident,
      time: NOW - DAY_MS,
      timeEnd: NOW - HOUR_MS,
      title: 'Outage',
      text: '',
      url: 'https://budgets.example.com/incidents/i_2',
    },
    {
      time: NOW - 2 * HOUR_MS,
      timeEnd: null,
      title: 'v1.2.3',
      text: 'rolled back',
      tags: ['deployment', 'checkout-api'],
      url: null,
    },
    {
      ...incident,
      time: NOW - HOUR_MS,
      timeEnd: null,
      title: 'HighErrorRate',
      text: 'Cost 4.1% of the budget',
      url: 'https://budgets.example.com/incidents/i_1',
    },
  ])
})

test.each([
  ['', NOW - 30 * DAY_MS, NOW],
  [`&from=${NOW - HOUR_MS}&to=${NOW}`, NOW - HOUR_MS, NOW],
  ['&from=2026-03-01T00:00:00Z', Date.UTC(2026, 2, 1), NOW],
])('the time asked for%s', async (query, from, until) => {
  const asked: unknown[] = []
  server.useCases.pictures.during = (_service, period) => {
    asked.push(period)
    return Promise.resolve({ incidents: [], deployments: [] })
  }
  expect((await get(`service=checkout-api${query}`)).json).toEqual([])
  expect(asked).toEqual([{ from, until }])
})

test.each([
  ['service=chekout-api', 'did you mean checkout-api?'],
  ['service=checkout-api&from=yesterday', 'must be a time with a zone'],
])('%s is answered with what would be right', async (query, says) => {
  const got = await get(query)
  expect(got.status).toBe(422)
  expect(JSON.stringify(got.json)).toContain(says)
})

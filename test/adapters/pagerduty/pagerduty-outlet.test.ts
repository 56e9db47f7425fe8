import { describe, expect, test } from 'vitest'
import { pagerDutyOutlet } from '../../../src/adapters/pagerduty/pagerduty-outlet.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { owedToPager } from '../../support/pager-contents.ts'
import type { Fault } from '../../support/pager-server.ts'
import { pagerDutyServer, ROUTING_KEY } from '../../support/pagerduty-server.ts'

const NOTHING = { text: '', blocks: [] }

async function aPagerDuty(routingKey = ROUTING_KEY, withinMs?: number) {
  const server = await pagerDutyServer()
  const outlet = pagerDutyOutlet([{ name: 'main', url: server.url, routingKey }], withinMs)
  const send = (message: OwedMessage) => outlet.post(message, NOTHING, null)
  return { ...server, outlet, send }
}

describe('an alert at PagerDuty', () => {
  test('is triggered, acknowledged and resolved under one dedup_key', async () => {
    const { send, events, incidents } = await aPagerDuty()
    for (const act of ['trigger', 'acknowledge', 'resolve'] as const)
      expect(await send(owedToPager(act))).toMatchObject({ kind: 'sent' })
    expect(events.map((event) => event.event_action)).toEqual(['trigger', 'acknowledge', 'resolve'])
    expect([...incidents]).toEqual([['budgeteer/burn-alert/b-1', ['resolved']]])
  })

  test('says what burns, where to look, and how bad it is', async () => {
    const { send, events } = await aPagerDuty()
    const image = { url: 'https://budgets.example/pictures/burn-down/checkout.svg?at=1', alt: 'The budget' }
    await send(owedToPager('trigger', 'burn-alert/b-1', { image }))
    expect(events).toMatchObject([
      {
        client: 'Budgeteer',
        client_url: 'https://budgets.example/services/checkout',
        payload: {
          summary: 'Checkout: Orders burns its error budget 28 times as fast as it allows, 42% left',
          severity: 'critical',
          source: 'checkout',
          component: 'Checkout',
          class: 'burn-alert',
          custom_details: { SLO: 'Orders', 'budget left': '42%' },
        },
        links: [
          { href: 'https://budgets.example/services/checkout', text: 'Budgeteer' },
          { href: 'https://grafana.example/d/slo', text: 'Dashboard' },
        ],
        images: [{ src: image.url, alt: 'The budget', href: 'https://budgets.example/services/checkout' }],
      },
    ])
  })

  test('fits what PagerDuty takes, whatever the texts are', async () => {
    const { send, events } = await aPagerDuty()
    const long = '🔥'.repeat(2_000)
    const details = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`detail ${at}`, long.repeat(5)]),
    )
    expect(
      await send(owedToPager('trigger', 'incident/i-1', { summary: long, serviceTitle: long, details })),
    ).toMatchObject({ kind: 'sent' })
    expect(events[0]?.payload?.summary).toMatch(/🔥…$/u)
  })

  test('that came twice is one: the answer to the first was lost', async () => {
    const { send, faults, incidents } = await aPagerDuty()
    faults.push({ kind: 'taken-then-reset' })
    expect(await send(owedToPager('trigger'))).toMatchObject({ kind: 'passing' })
    expect(await send(owedToPager('trigger'))).toMatchObject({ kind: 'sent' })
    expect([...incidents.values()]).toEqual([['triggered']])
  })
})

describe('what PagerDuty answers', () => {
  const FAULTS: readonly (readonly [string, Fault, object])[] = [
    [
      'too many events: waits as long as it says',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { kind: 'passing', retryAfterMs: 7_000 },
    ],
    [
      'too many events, until a time by its own clock',
      {
        kind: 'status',
        status: 429,
        headers: { 'retry-after': 'Thu, 23 Oct 2025 12:00:30 GMT', date: 'Thu, 23 Oct 2025 12:00:00 GMT' },
      },
      { kind: 'passing', retryAfterMs: 30_000 },
    ],
    ['a fault of its own', { kind: 'status', status: 500 }, { kind: 'passing', retryAfterMs: null }],
    ['a fault before it', { kind: 'status', status: 502, body: '<html>' }, { kind: 'passing' }],
    ['nothing: the connection is cut', { kind: 'reset' }, { kind: 'passing', retryAfterMs: null }],
    [
      'that it does not take the event',
      { kind: 'status', status: 400, body: '{"message":"Event object is invalid","errors":["bad"]}' },
      { kind: 'final', error: 'pager main answered 400: Event object is invalid (bad)' },
    ],
    [
      'with another address, where the key must not go',
      { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } },
      { kind: 'passing' },
    ],
  ]
  test.each(FAULTS)('%s', async (_, fault, outcome) => {
    const { send, faults } = await aPagerDuty()
    faults.push(fault)
    expect(await send(owedToPager('trigger'))).toMatchObject(outcome)
  })

  test('nothing in time', async () => {
    const { send, faults, incidents } = await aPagerDuty(ROUTING_KEY, 300)
    faults.push({ kind: 'taken-then-silent' })
    expect(await send(owedToPager('trigger'))).toEqual({
      kind: 'passing',
      error: 'pager main did not answer in time',
      retryAfterMs: null,
    })
    expect(incidents.size).toBe(1)
  })

  test('that the key is wrong, which somebody can set right: it is tried again', async () => {
    const { send } = await aPagerDuty('f'.repeat(32))
    expect(await send(owedToPager('trigger'))).toMatchObject({
      kind: 'passing',
      error: 'pager main answered 400: Event object is invalid (Invalid routing key)',
    })
  })

  test('with the key in it: it is struck out', async () => {
    const { send, faults } = await aPagerDuty()
    const body = JSON.stringify({ message: `no ${ROUTING_KEY}` })
    faults.push({ kind: 'status', status: 400, body })
    expect(await send(owedToPager('trigger'))).toMatchObject({
      error: 'pager main answered 400: no [redacted]',
    })
  })
})

test('each alert has a queue of its own', async () => {
  const { outlet } = await aPagerDuty()
  const queues = [owedToPager('trigger'), owedToPager('resolve'), owedToPager('trigger', 'level/t-1')].map(
    (message) => outlet.queueOf(message),
  )
  expect(queues).toEqual(['pager/main/burn-alert/b-1', 'pager/main/burn-alert/b-1', 'pager/main/level/t-1'])
})

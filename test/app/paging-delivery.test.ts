import { afterEach, describe, expect, test } from 'vitest'
import { opsgenieOutlet } from '../../src/adapters/opsgenie/opsgenie-outlet.ts'
import { pagerDutyOutlet } from '../../src/adapters/pagerduty/pagerduty-outlet.ts'
import { createDelivery } from '../../src/core/kernel/outbox/deliver.ts'
import { type Outlet, postOffice } from '../../src/core/kernel/outbox/post-office.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { API_KEY, opsgenieServer } from '../support/opsgenie-server.ts'
import { owedToPager } from '../support/pager-contents.ts'
import type { Fault } from '../support/pager-server.ts'
import { pagerDutyServer, ROUTING_KEY } from '../support/pagerduty-server.ts'
import { HastyClock } from '../support/hasty-clock.ts'

const START = Date.parse('2025-10-23T12:00:00.000Z')

let store: Store
afterEach(() => store.close())

/** Sends all that is owed, through waits of up to a day, which take no time. */
async function deliverAll(outlet: Outlet, clock: HastyClock): Promise<readonly string[]> {
  const failed: string[] = []
  const loop = createDelivery({
    store: store.deliveries,
    messenger: postOffice([outlet]),
    clock,
    render: () => ({ text: '', blocks: [] }),
    onEvent: (event) => {
      if (event.kind === 'failed') failed.push(event.error)
    },
  })
  loop.wake()
  await loop.flush(2 * DAY_MS)
  await loop.stop()
  return failed
}

const FAULTS: readonly (readonly [string, readonly Fault[]])[] = [
  ['nothing goes wrong', []],
  ['it has too much to do', [{ kind: 'status', status: 429, headers: { 'retry-after': '5' } }]],
  ['it fails a few times', [500, 503, 502].map((status): Fault => ({ kind: 'status', status }))],
  ['connections are cut', [{ kind: 'reset' }, { kind: 'reset' }]],
  ['it takes the event and its answer is lost', [{ kind: 'taken-then-reset' }, { kind: 'taken-then-reset' }]],
  ['it takes the event and falls silent', [{ kind: 'taken-then-silent' }]],
]

describe.each(FAULTS)('when %s', (_, faults) => {
  test('PagerDuty has one incident, in the end resolved', async () => {
    store = await openStore({ path: ':memory:' })
    const server = await pagerDutyServer()
    const clock = new HastyClock(START)
    const outlet = pagerDutyOutlet([{ name: 'main', url: server.url, routingKey: ROUTING_KEY }], 300)
    server.faults.push(...faults)
    await store.outbox.owe([owedToPager('trigger'), owedToPager('acknowledge'), owedToPager('resolve')])
    expect(await deliverAll(outlet, clock)).toEqual([])
    expect([...server.incidents]).toEqual([['budgeteer/burn-alert/b-1', ['resolved']]])
    const acts = server.events.map((event) => event.event_action)
    expect([...new Set(acts)]).toEqual(['trigger', 'acknowledge', 'resolve'])
    expect(acts).toEqual([...acts].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
  })

  test('Opsgenie has one alert, in the end closed', async () => {
    store = await openStore({ path: ':memory:' })
    const server = await opsgenieServer(1)
    const clock = new HastyClock(START)
    const pager = { name: 'main', url: server.url, apiKey: API_KEY, responders: [] }
    server.faults.push(...faults)
    await store.outbox.owe([owedToPager('trigger'), owedToPager('acknowledge'), owedToPager('resolve')])
    expect(await deliverAll(opsgenieOutlet([pager], clock, 300), clock)).toEqual([])
    expect(server.alerts).toMatchObject([{ alias: 'budgeteer/burn-alert/b-1', status: 'closed' }])
  })
})

const ORDER = ['trigger', 'acknowledge', 'resolve']

test('a bot that was killed between sending and recording sends again, and PagerDuty has one incident', async () => {
  store = await openStore({ path: ':memory:' })
  const server = await pagerDutyServer()
  const outlet = pagerDutyOutlet([{ name: 'main', url: server.url, routingKey: ROUTING_KEY }])
  const trigger = owedToPager('trigger')
  await store.outbox.owe([trigger])
  await store.deliveries.begin(trigger.id)
  await outlet.post(trigger, { text: '', blocks: [] }, null)

  expect(await deliverAll(outlet, new HastyClock(START + MINUTE_MS))).toEqual([])
  expect(server.events).toHaveLength(2)
  expect([...server.incidents.values()]).toEqual([['triggered']])
  expect(await store.deliveries.count()).toBe(0)
})

test('an alert that PagerDuty does not take keeps no other waiting', async () => {
  store = await openStore({ path: ':memory:' })
  const server = await pagerDutyServer()
  const outlet = pagerDutyOutlet([{ name: 'main', url: server.url, routingKey: ROUTING_KEY }])
  server.faults.push({ kind: 'status', status: 400, body: '{"message":"no"}' })
  await store.outbox.owe([owedToPager('trigger', 'level/t-1')])
  expect(await deliverAll(outlet, new HastyClock(START))).toEqual(['pager main answered 400: no'])
  await store.outbox.owe([owedToPager('trigger', 'level/t-2')])
  expect(await deliverAll(outlet, new HastyClock(START))).toEqual([])
  expect([...server.incidents.keys()]).toEqual(['budgeteer/level/t-2'])
})

import { describe, expect, test } from 'vitest'
import { opsgenieOutlet } from '../../../src/adapters/opsgenie/opsgenie-outlet.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { owedToPager } from '../../support/pager-contents.ts'
import { API_KEY, opsgenieServer } from '../../support/opsgenie-server.ts'
import type { Fault } from '../../support/pager-server.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const NOTHING = { text: '', blocks: [] }

async function anOpsgenie(slowness = 0, apiKey = API_KEY) {
  const server = await opsgenieServer(slowness)
  const responders = [
    { type: 'team', name: 'Payments' },
    { type: 'user', name: 'sre@example.com' },
  ] as const
  const outlet = opsgenieOutlet([{ name: 'main', url: server.url, apiKey, responders }], new VirtualClock())
  const send = (message: OwedMessage) => outlet.post(message, NOTHING, null)
  return { ...server, send }
}

describe('an alert at Opsgenie', () => {
  test('is created, acknowledged and closed under one alias', async () => {
    const { send, alerts } = await anOpsgenie()
    const seen: unknown[] = []
    for (const act of ['trigger', 'acknowledge', 'resolve'] as const) {
      expect(await send(owedToPager(act))).toMatchObject({ kind: 'sent' })
      seen.push(alerts.map(({ alias, status }) => `${alias} ${status}`))
    }
    expect(seen).toEqual([
      ['budgeteer/burn-alert/b-1 open'],
      ['budgeteer/burn-alert/b-1 acknowledged'],
      ['budgeteer/burn-alert/b-1 closed'],
    ])
  })

  test('says what burns, where to look, whom to call', async () => {
    const { send, created } = await anOpsgenie()
    await send(owedToPager('trigger'))
    expect(created).toMatchObject([
      {
        message: 'Checkout: Orders burns its error budget 28 times as fast as it allows, 42% left',
        priority: 'P1',
        entity: 'checkout',
        details: { SLO: 'Orders', 'budget left': '42%' },
        responders: [
          { type: 'team', name: 'Payments' },
          { type: 'user', username: 'sre@example.com' },
        ],
      },
    ])
    expect(created[0]?.description).toContain('Dashboard: https://grafana.example/d/slo')
  })

  test('fits what Opsgenie takes, whatever the texts are', async () => {
    const { send, created } = await anOpsgenie()
    const long = '🔥'.repeat(2_000)
    const details = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`detail ${at}`, long]))
    expect(await send(owedToPager('trigger', 'incident/i-1', { summary: long, details }))).toMatchObject({
      kind: 'sent',
    })
    expect(created[0]?.message).toMatch(/🔥…$/u)
  })

  test('is not there before Opsgenie has made it: what follows waits', async () => {
    const { send, alerts } = await anOpsgenie(2)
    expect(await send(owedToPager('trigger'))).toMatchObject({ kind: 'sent' })
    expect(alerts).toMatchObject([{ status: 'open', count: 1 }])
  })

  test('that Opsgenie does not make in time is asked for again', async () => {
    const { send, alerts } = await anOpsgenie(9)
    expect(await send(owedToPager('trigger'))).toMatchObject({
      kind: 'passing',
      error: 'pager main has not carried it out yet',
    })
    expect(alerts).toEqual([])
  })

  test('that came twice is one, counted twice', async () => {
    const { send, alerts } = await anOpsgenie()
    await send(owedToPager('trigger'))
    await send(owedToPager('trigger'))
    expect(alerts).toMatchObject([{ count: 2, status: 'open' }])
  })

  test('that somebody has deleted needs no end', async () => {
    const { send } = await anOpsgenie()
    expect(await send(owedToPager('resolve'))).toMatchObject({ kind: 'sent' })
  })
})

describe('what Opsgenie answers', () => {
  const FAULTS: readonly (readonly [string, Fault, object])[] = [
    [
      'too many requests: waits as long as it says',
      { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
      { kind: 'passing', retryAfterMs: 3_000 },
    ],
    ['a fault of its own', { kind: 'status', status: 503 }, { kind: 'passing', retryAfterMs: null }],
    ['nothing: the connection is cut', { kind: 'reset' }, { kind: 'passing' }],
    ['nothing: the answer is lost', { kind: 'taken-then-reset' }, { kind: 'passing' }],
    [
      'that it does not take the alert',
      { kind: 'status', status: 422, body: '{"message":"Request body is not processable."}' },
      { kind: 'final', error: 'pager main answered 422: Request body is not processable.' },
    ],
  ]
  test.each(FAULTS)('%s', async (_, fault, outcome) => {
    const { send, faults } = await anOpsgenie()
    faults.push(fault)
    expect(await send(owedToPager('trigger'))).toMatchObject(outcome)
  })

  test('that the key is wrong, which somebody can set right: it is tried again', async () => {
    const { send } = await anOpsgenie(0, 'another-key')
    expect(await send(owedToPager('trigger'))).toMatchObject({
      kind: 'passing',
      error: 'pager main answered 401: Could not authenticate',
    })
  })
})

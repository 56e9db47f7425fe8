import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReceivedAlert } from '../../../src/core/incidents/alert.ts'
import { closeIncident } from '../../../src/core/incidents/correct-incident.ts'
import { costIncidents } from '../../../src/core/incidents/cost-incidents.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { takeAlerts } from '../../../src/core/incidents/take-alerts.ts'
import { alertDeps, anAlert } from '../../support/alerts.ts'
import { TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
let now: number
beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('feature-store')])
  now = platform.clock.now()
})
afterEach(() => platform.close())

const take = (...alerts: readonly ReceivedAlert[]) => takeAlerts(alertDeps(platform), alerts)
const incidents = () => platform.store.incidents.since(undefined, 0)
const told = async () => (await platform.owed()).filter(({ content }) => content.kind.startsWith('incident'))
const resolved = (endsAt = now - MINUTE_MS) => anAlert({ status: 'resolved', endsAt })

describe('an alert', () => {
  test('that fires opens an incident, told and on record', async () => {
    expect(await take(anAlert())).toMatchObject({
      changes: [{ change: 'opened', incident: { id: 'i-1', service: GATEWAY, what: 'HighErrorRate' } }],
      repeated: 0,
      ignored: [],
      freezes: [],
    })
    expect(await incidents()).toMatchObject([
      {
        startedAt: now - 10 * MINUTE_MS,
        endedAt: null,
        enteredBy: 'alertmanager',
        isCostFinal: false,
        detection: {
          severity: 'critical',
          summary: 'Too many requests fail',
          url: 'http://prometheus:9090/graph?g0.expr=rate%28errors%5B5m%5D%29&g0.tab=1',
        },
      },
    ])
    expect(await told()).toMatchObject([
      {
        id: 'incident/i-1',
        act: 'post',
        address: { kind: 'channel', purpose: 'incidents' },
        content: { kind: 'incident', serviceTitle: 'ML Inference Gateway', minutes: 10, endedAt: null },
      },
    ])
    expect(await platform.audit('incident')).toMatchObject([
      { actor: 'alertmanager', service: GATEWAY, data: { incident: 'i-1', change: 'opened' } },
    ])
  })

  test('that is repeated changes nothing, and is not posted again', async () => {
    await take(anAlert())
    platform.clock.advance(4 * HOUR_MS)
    expect(await take(anAlert())).toEqual({ changes: [], repeated: 1, ignored: [], freezes: [] })
    expect(await told()).toHaveLength(1)
    expect(await platform.audit('incident')).toHaveLength(1)
  })

  test('that is resolved ends it, and its head says so', async () => {
    await take(anAlert())
    expect(await take(resolved())).toMatchObject({ changes: [{ change: 'ended' }] })
    expect(await take(resolved())).toMatchObject({ changes: [], repeated: 1 })
    expect(await incidents()).toMatchObject([{ endedAt: now - MINUTE_MS, isCostFinal: false }])
    expect((await told()).at(-1)).toMatchObject({
      act: 'update',
      subject: 'incident/i-1',
      content: { endedAt: '2025-10-23T11:59:00.000Z', minutes: 9, isCostFinal: false },
    })
  })

  test('whose end overtakes it makes one incident that is over', async () => {
    expect(await take(resolved())).toMatchObject({ changes: [{ change: 'opened' }] })
    expect(await take(anAlert())).toMatchObject({ changes: [], repeated: 1 })
    expect(await incidents()).toMatchObject([{ endedAt: now - MINUTE_MS }])
    expect(await told()).toMatchObject([{ act: 'post', content: { endedAt: '2025-10-23T11:59:00.000Z' } }])
  })

  test.each([
    ['within five minutes goes on with its incident', 5, 1],
    ['later than that opens another', 6, 2],
  ])('that fires again %s', async (_sentence, minutes, count) => {
    await take(anAlert())
    await take(resolved())
    platform.clock.advance(10 * MINUTE_MS)
    const again = anAlert({ startsAt: now + (minutes - 1) * MINUTE_MS })
    expect(await take(again)).toMatchObject({ changes: [{ change: count === 1 ? 'reopened' : 'opened' }] })
    expect(await incidents()).toHaveLength(count)
    expect((await incidents()).at(-1)).toMatchObject({ endedAt: null })
  })

  test('of a time between two incidents makes them one, and says so', async () => {
    const at = (from: number, to: number) =>
      anAlert({ startsAt: now - from * MINUTE_MS, endsAt: now - to * MINUTE_MS })
    await take(at(30, 25))
    await take(at(15, 10))
    expect(await incidents()).toHaveLength(2)
    expect(await take(at(22, 19))).toMatchObject({
      changes: [
        { change: 'moved', incident: { id: 'i-1' } },
        { change: 'merged', incident: { id: 'i-2' } },
      ],
    })
    expect(await incidents()).toMatchObject([
      { id: 'i-1', startedAt: now - 30 * MINUTE_MS, endedAt: now - 10 * MINUTE_MS },
    ])
    expect((await told()).at(-1)).toMatchObject({ subject: 'incident/i-2', content: { mergedInto: 'i-1' } })
  })
})

describe('an alert that does not say since when it fires', () => {
  const startsAt = Number.NaN

  test('fires since it came, goes on when it is repeated, and ends', async () => {
    await take(anAlert({ startsAt }))
    platform.clock.advance(10 * MINUTE_MS)
    expect(await take(anAlert({ startsAt }))).toMatchObject({ changes: [], repeated: 1 })
    expect(await incidents()).toMatchObject([{ startedAt: now, endedAt: null }])
    const endsAt = now + 8 * MINUTE_MS
    expect(await take(anAlert({ startsAt, endsAt }))).toMatchObject({ changes: [{ change: 'ended' }] })
    expect(await incidents()).toMatchObject([{ startedAt: now, endedAt: endsAt }])
    expect(await take(anAlert({ startsAt, endsAt }))).toMatchObject({ changes: [], repeated: 1 })
  })

  test('and is over brings nothing when it is not known', async () => {
    expect(await take(anAlert({ startsAt, endsAt: now }))).toMatchObject({ changes: [], repeated: 1 })
    expect(await incidents()).toEqual([])
  })
})

test('several alerts of one service in one call are several incidents', async () => {
  const slow = anAlert({ labels: { alertname: 'SlowRequests', service: GATEWAY }, fingerprint: '2' })
  expect((await take(anAlert(), slow)).changes).toHaveLength(2)
  expect((await incidents()).map(({ what }) => what)).toEqual(['HighErrorRate', 'SlowRequests'])
})

test('an incident that begins is told in the thread of its service’s freeze', async () => {
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  await take(anAlert())
  const freeze = await platform.store.levelFreezes.current(GATEWAY)
  expect((await platform.owed()).at(-1)).toMatchObject({
    act: 'reply',
    subject: freeze?.subject,
    content: { kind: 'freeze-update', event: 'incident', text: 'HighErrorRate', userId: null },
  })
})

test('alerts of unknown services are answered, and the others count', async () => {
  const stray = anAlert({ labels: { alertname: 'DiskFull', service: 'inference-gatewy' }, fingerprint: '2' })
  const nameless = anAlert({ labels: { alertname: 'Watchdog' }, fingerprint: '3' })
  expect(await take(stray, anAlert(), nameless)).toMatchObject({
    changes: [{ change: 'opened' }],
    ignored: [
      {
        index: 0,
        alert: 'DiskFull',
        reason: 'unknown_service',
        detail: expect.stringContaining('did you mean inference-gateway?') as string,
      },
      { index: 2, alert: 'Watchdog', reason: 'no_service' },
    ],
  })
})

describe('many that begin at once', () => {
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => anAlert({ fingerprint: `alert ${from + index}` }))
  const over = (alerts: readonly ReceivedAlert[]) =>
    alerts.map((alert) => ({ ...alert, status: 'resolved' as const, endsAt: platform.clock.now() }))
  const subjects = async () => (await told()).map(({ subject, act }) => `${act} ${subject}`)

  test('are told as one, which lists them', async () => {
    await take(...many(20))
    const messages = await told()
    expect(messages).toMatchObject([
      {
        act: 'post',
        subject: 'incident-storm/d-1',
        content: { kind: 'incident-storm', open: 20, count: 20 },
      },
    ])
    expect(messages[0]?.content['items']).toHaveLength(15)
  })

  test('three get a message each, the fourth begins the storm, which is all of them', async () => {
    for (const alert of many(3)) await take(alert)
    const heads = ['post incident/i-1', 'post incident/i-2', 'post incident/i-3']
    expect(await subjects()).toEqual(heads)
    await take(...many(1, 3))
    await take(...many(1, 4))
    expect(await subjects()).toEqual([...heads, 'post incident-storm/d-1', 'update incident-storm/d-1'])
    expect((await told()).slice(3)).toMatchObject([{ content: { open: 4 } }, { content: { open: 5 } }])
    platform.clock.advance(3 * MINUTE_MS)
    await take(...many(1, 5))
    expect((await subjects()).at(-1)).toBe('post incident/i-6')
  })

  test('and end: the head says how many go on, and what people say stands in its thread', async () => {
    await take(...many(4))
    await take(...over(many(2)))
    expect((await told()).at(-1)).toMatchObject({
      act: 'update',
      subject: 'incident-storm/d-1',
      content: {
        open: 2,
        count: 4,
        items: [{ isOver: false }, { isOver: false }, { isOver: true }, { isOver: true }],
      },
    })
    await closeIncident(platform.freezing, 'i-4', TOMAS)
    const last = (await told()).slice(-2)
    expect(last).toMatchObject([
      { act: 'update', subject: 'incident-storm/d-1', content: { open: 1 } },
      { act: 'reply', subject: 'incident-storm/d-1', content: { event: 'closed' } },
    ])
  })

  test('cost the channel one message and one edit at a time, whatever their number, in one call or in many', async () => {
    platform.source.set(GATEWAY, 0.2)
    await platform.poll()
    const before = (await platform.owed()).length
    const alerts = many(400)
    for (let from = 0; from < 200; from += 20) await take(...alerts.slice(from, from + 20))
    await take(...alerts.slice(200))
    platform.clock.advance(10 * MINUTE_MS)
    await costIncidents(platform.deps)
    await take(...over(alerts))
    platform.clock.advance(2 * HOUR_MS)
    await costIncidents(platform.deps)
    expect(await platform.store.incidents.unsettled()).toEqual([])
    expect((await platform.owed()).slice(before).map(({ act, subject }) => `${act} ${subject}`)).toEqual([
      'post incident-storm/d-1',
      'update incident-storm/d-1',
    ])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReceivedAlert } from '../../../src/core/incidents/alert.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { declareFreeze, liftFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { takeAlerts } from '../../../src/core/incidents/take-alerts.ts'
import { alertDeps, anAlert } from '../../support/alerts.ts'
import { TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
  platform.policy = {
    ...platform.policy,
    freezes: { declaredBy: 'sre', asLevel: null, byAlerts: true },
  }
  await platform.settle(0.8)
})
afterEach(() => platform.close())

const labels = { alertname: 'ModelAPIErrorBudgetExhausted', service: GATEWAY, freeze: 'true' }
const alert = (given: Partial<ReceivedAlert> = {}) => anAlert({ labels, ...given })
const take = (...alerts: readonly ReceivedAlert[]) => takeAlerts(alertDeps(platform), alerts)
const over = (fingerprint = anAlert().fingerprint) => alert({ fingerprint, endsAt: platform.clock.now() })
const freezes = () => platform.store.declaredFreezes.open()
const freezesTold = async () =>
  (await platform.owed()).filter(({ subject }) => subject.startsWith('declared/'))
const feature = () => platform.gate({ change: 'feature' })

describe('an alert that asks for a freeze', () => {
  test('declares one, told and on record, that shuts the gate until the alert is over', async () => {
    expect(await take(alert())).toMatchObject({ freezes: [{ service: GATEWAY, what: 'declared' }] })
    expect(await feature()).toMatchObject({ decision: 'blocked', reasons: ['freeze_declared'] })
    expect(await freezes()).toMatchObject([
      {
        service: GATEWAY,
        declaredBy: 'alertmanager',
        reason: 'Alert ModelAPIErrorBudgetExhausted: Too many requests fail',
        until: null,
      },
    ])
    expect(await freezesTold()).toMatchObject([
      { act: 'post', content: { kind: 'freeze-announcement', declaredBy: 'an alert' } },
    ])

    platform.clock.advance(HOUR_MS)
    expect(await take(over())).toMatchObject({ freezes: [{ service: GATEWAY, what: 'lifted' }] })
    expect(await feature()).toMatchObject({ decision: 'needs-approval' })
    expect((await freezesTold()).slice(1)).toMatchObject([
      { act: 'update', content: { endedBy: 'an alert' } },
      { act: 'reply', content: { kind: 'freeze-ended', by: 'an alert' } },
    ])
    expect((await platform.audit()).filter(({ kind }) => kind.startsWith('freeze_'))).toMatchObject([
      { kind: 'freeze_declared', actor: 'alertmanager' },
      { kind: 'freeze_lifted', actor: 'alertmanager' },
    ])
  })

  test('declares one however often it is repeated', async () => {
    await take(alert())
    for (let hour = 0; hour < 5; hour += 1) {
      platform.clock.advance(HOUR_MS)
      expect(await take(alert(), alert())).toMatchObject({ freezes: [] })
    }
    expect(await freezesTold()).toHaveLength(1)
  })

  test('does not declare again what somebody lifted while it fires', async () => {
    await take(alert())
    await liftFreeze(platform.freezing, GATEWAY, TOMAS)
    platform.clock.advance(HOUR_MS)
    expect(await take(alert())).toMatchObject({ freezes: [] })
    expect(await take(over())).toMatchObject({ freezes: [] })
    expect(await freezes()).toEqual([])
  })

  test('leaves a freeze alone that somebody declared before', async () => {
    await declareFreeze(platform.freezing, { service: GATEWAY, reason: 'Launch', until: null, userId: TOMAS })
    expect(await take(alert())).toMatchObject({ freezes: [{ what: 'already_frozen' }] })
    await take(over())
    expect(await freezes()).toMatchObject([{ declaredBy: TOMAS, reason: 'Launch' }])
  })

  test('hands its freeze to whoever declares one meanwhile, and then does not lift it', async () => {
    await take(alert())
    expect(
      await declareFreeze(platform.freezing, {
        service: GATEWAY,
        reason: 'We look first',
        until: null,
        userId: TOMAS,
      }),
    ).toMatchObject({ kind: 'done', thing: { id: 'f-1', declaredBy: TOMAS, reason: 'We look first' } })
    expect((await freezesTold()).at(-1)).toMatchObject({ act: 'update', content: { declaredBy: TOMAS } })
    expect(await take(over())).toMatchObject({ freezes: [] })
    expect(await freezes()).toMatchObject([{ declaredBy: TOMAS }])
    expect((await platform.audit('freeze_declared')).at(-1)).toMatchObject({
      actor: TOMAS,
      data: { tookOverFrom: 'alertmanager' },
    })
  })

  test('shares its freeze with another: the last one lifts it', async () => {
    await take(alert())
    expect(await take(alert({ fingerprint: 'other' }))).toMatchObject({
      freezes: [{ what: 'already_frozen' }],
    })
    expect(await take(over())).toMatchObject({ freezes: [] })
    expect(await take(over('other'))).toMatchObject({ freezes: [{ what: 'lifted' }] })
  })

  test('that fires again shortly after it was over freezes again', async () => {
    await take(alert())
    await take(over())
    platform.clock.advance(2 * MINUTE_MS)
    expect(await take(alert({ startsAt: platform.clock.now() }))).toMatchObject({
      changes: [{ change: 'reopened' }],
      freezes: [{ what: 'declared' }],
    })
  })

  test('that was over before it arrived freezes nothing', async () => {
    expect(await take(over())).toMatchObject({ changes: [{ change: 'opened' }], freezes: [] })
    expect(await freezesTold()).toEqual([])
  })

  test('gets none where the policy does not allow it, and the answer says so', async () => {
    platform.policy = { ...platform.policy, freezes: { declaredBy: 'sre', asLevel: null } }
    expect(await take(alert())).toMatchObject({
      changes: [{ change: 'opened' }],
      freezes: [{ service: GATEWAY, what: 'not_allowed' }],
    })
    expect(await freezes()).toEqual([])
  })
})

test.each([
  ['true', 1],
  ['True', 1],
  ['false', 0],
  ['', 0],
  ['1', 0],
])('the label freeze: "%s" declares %i', async (freeze, count) => {
  await take(alert({ labels: { ...labels, freeze } }))
  expect(await freezes()).toHaveLength(count)
})

describe('many alerts that ask for freezes', () => {
  const names = Array.from({ length: 400 }, (_, index) => `s-${String(index).padStart(3, '0')}`)
  const alertsOf = (services: readonly string[], given: Partial<ReceivedAlert> = {}) =>
    services.map((name) =>
      alert({ labels: { ...labels, service: name }, fingerprint: `f-${name}`, ...given }),
    )
  const announced = async () =>
    (await platform.owed()).filter(
      ({ address }) => address.kind === 'channel' && address.purpose === 'announcements',
    )
  beforeEach(() => {
    platform.services = names.map((name) => service(name))
  })

  test('of 400 services in one call are one digest, edited when they end', async () => {
    const { freezes: came } = await take(...alertsOf(names))
    expect(came.filter(({ what }) => what === 'declared')).toHaveLength(400)
    const [digest, ...others] = await announced()
    expect(digest).toMatchObject({ act: 'post', content: { kind: 'freeze-digest' } })
    expect(others).toMatchObject([{ act: 'update', subject: digest?.subject, content: { open: 400 } }])
    expect(others[0]?.content['freezes']).toHaveLength(400)
    expect(await freezes()).toHaveLength(400)

    platform.clock.advance(HOUR_MS)
    await take(...alertsOf(names, { endsAt: platform.clock.now() }))
    expect(await freezes()).toEqual([])
    expect((await announced()).slice(1)).toMatchObject([
      { act: 'update', subject: digest?.subject, content: { open: 0 } },
    ])
  })

  test('in one call each are a digest from the fourth on', async () => {
    for (const name of names.slice(0, 6)) await take(...alertsOf([name]))
    const told = (await announced()).filter(({ act }) => act === 'post').map(({ content }) => content.kind)
    expect(told).toEqual([
      'freeze-announcement',
      'freeze-announcement',
      'freeze-announcement',
      'freeze-digest',
    ])
  })

  test('that were told one by one end in one digest and the edits of their heads', async () => {
    const some = names.slice(0, 5)
    for (const name of some) {
      await take(...alertsOf([name]))
      platform.clock.advance(HOUR_MS)
    }
    await take(...alertsOf(some, { endsAt: platform.clock.now() }))
    expect((await announced()).slice(5).map(({ act, content }) => `${act} ${content.kind}`)).toEqual([
      ...some.map(() => 'update freeze-announcement'),
      'post freeze-digest',
    ])
  })

  test('are taken over and lifted by people one by one, and then told of', async () => {
    await take(...alertsOf(names.slice(0, 5)))
    const [digest] = await announced()
    const until = null
    await declareFreeze(platform.freezing, { service: 's-001', reason: 'Mine', until, userId: TOMAS })
    await liftFreeze(platform.freezing, 's-002', TOMAS)
    expect((await announced()).slice(1)).toMatchObject([
      { act: 'post', content: { kind: 'freeze-announcement', declaredBy: TOMAS, reason: 'Mine' } },
      { act: 'update', subject: digest?.subject, content: { open: 3 } },
      { act: 'reply', subject: digest?.subject, content: { kind: 'freeze-ended', by: TOMAS } },
    ])
  })
})

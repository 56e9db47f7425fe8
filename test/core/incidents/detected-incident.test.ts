import { momentOf } from '../../../src/core/policy/world.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDetectedIncident, openDetectedIncident } from '../../../src/core/incidents/detected-incident.ts'
import type { DetectedAlert } from '../../../src/core/incidents/record-firing.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const ALERT: DetectedAlert = {
  source: 'burn-alert',
  fingerprint: `${GATEWAY}/availability/fast`,
  service: service(GATEWAY),
  what: 'Fast burn',
}
const context = () => momentOf(platform.deps)
const open = (alert = ALERT, startedAt = platform.clock.now()) =>
  platform.store.transaction((stores) => openDetectedIncident(stores, alert, startedAt, context()))
const close = () =>
  platform.store.transaction((stores) =>
    closeDetectedIncident(stores, ALERT, platform.clock.now(), context()),
  )
const told = async () => (await platform.owed()).map(({ act, subject }) => `${act} ${subject}`)

test('an incident is opened once, however often it is detected', async () => {
  const first = await open()
  platform.clock.advance(MINUTE_MS)
  const again = await open()
  expect(first.changes).toMatchObject([{ change: 'opened' }])
  expect(again).toMatchObject({ incident: { id: first.incident.id }, changes: [] })
  expect(await told()).toEqual(['post incident/i-1'])
})

test('it is closed once, and its final cost is asked for', async () => {
  await open()
  platform.clock.advance(10 * MINUTE_MS)
  expect(await close()).toMatchObject({
    incident: { id: 'i-1', endedAt: platform.clock.now(), isCostFinal: false },
    changes: [{ change: 'ended' }],
  })
  expect(await close()).toBeUndefined()
  expect((await platform.store.incidents.unsettled()).map(({ id }) => id)).toEqual(['i-1'])
})

test.each([
  ['goes on when it is detected again within five minutes', 5, 'i-1'],
  ['is followed by another when it is detected later', 6, 'i-2'],
])('one that was closed %s', async (_sentence, minutes, id) => {
  await open()
  platform.clock.advance(10 * MINUTE_MS)
  await close()
  platform.clock.advance(minutes * MINUTE_MS)
  expect(await open()).toMatchObject({ incident: { id, endedAt: null } })
})

test('one that another post tells of has no head, and is followed there', async () => {
  await open({ ...ALERT, toldIn: 'burn/1' })
  await close()
  expect(await told()).toEqual([])
})

test('one whose service the configuration lost can still be closed', async () => {
  await open()
  platform.services = []
  expect(await close()).toMatchObject({ changes: [{ change: 'ended' }] })
})

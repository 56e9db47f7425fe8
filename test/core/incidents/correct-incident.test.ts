import { asSpelled } from '../../support/as-spelled.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { sharePercentText } from '../../../src/core/budgets/percent.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { enterIncident } from '../../../src/core/incidents/enter-incident.ts'
import {
  closeIncident,
  type Correction,
  correctIncident,
  noteIncident,
} from '../../../src/core/incidents/correct-incident.ts'
import { takeAlerts } from '../../../src/core/incidents/take-alerts.ts'
import { alertDeps, anAlert } from '../../support/alerts.ts'
import { DANA, GUS, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform
let now: number
beforeEach(async () => {
  platform = await Platform.open()
  now = platform.clock.now()
})
afterEach(() => platform.close())

const deps = () => ({ ...platform.freezing, source: pushedSource(platform.store.pushedCounts) })
const correct = (correction: Correction, userId = TOMAS, id = 'i-1') =>
  correctIncident(deps(), id, correction, userId)
const close = (userId = TOMAS) => closeIncident(deps(), 'i-1', userId)
const note = (text: string, userId = TOMAS) => noteIncident(deps(), 'i-1', text, userId)
const fires = () => takeAlerts(alertDeps(platform), [anAlert()])
const incident = () => platform.store.incidents.byId('i-1')
const lastTold = async () => (await platform.owed()).at(-1)

describe('a correction', () => {
  beforeEach(fires)

  test('corrects name and times, recalculates the cost, and is posted and on record', async () => {
    const start = now - 8 * MINUTE_MS
    await platform.store.pushedCounts.add([
      { service: GATEWAY, slo: 'availability', good: 0, total: 8_000, at: now - MINUTE_MS },
      { service: GATEWAY, slo: 'availability', good: 43_192_000, total: 43_192_000, at: now - 5 * DAY_MS },
    ])
    const outcome = await correct({ what: ' Gateway down ', startedAt: start, endedAt: now })
    expect(outcome).toMatchObject({
      kind: 'done',
      thing: {
        what: 'Gateway down',
        startedAt: start,
        endedAt: now,
        isCostFinal: true,
        corrected: { start: true, end: true },
      },
    })
    expect(sharePercentText((outcome.kind === 'done' ? outcome.thing.costRatio : 0) ?? 0)).toBe('3.7%')
    expect((await platform.owed()).slice(-2)).toMatchObject([
      { act: 'update', content: { what: 'Gateway down', minutes: 8 } },
      { act: 'reply', content: { event: 'corrected', text: 'name, start, end', userId: TOMAS } },
    ])
    expect(await platform.audit('incident_corrected')).toMatchObject([
      {
        actor: TOMAS,
        data: {
          incident: 'i-1',
          before: { what: 'HighErrorRate', endedAt: null },
          after: { what: 'Gateway down' },
        },
      },
    ])
  })

  test('stands, whatever the alert says later', async () => {
    await correct({ startedAt: now - 20 * MINUTE_MS, endedAt: now - MINUTE_MS })
    await fires()
    await takeAlerts(alertDeps(platform), [anAlert({ endsAt: now })])
    expect(await incident()).toMatchObject({
      startedAt: now - 20 * MINUTE_MS,
      endedAt: now - MINUTE_MS,
    })
  })

  test('of the beginning alone leaves the end to the alert', async () => {
    await correct({ startedAt: now - 20 * MINUTE_MS })
    await takeAlerts(alertDeps(platform), [anAlert({ endsAt: now - 2 * MINUTE_MS })])
    expect(await incident()).toMatchObject({
      startedAt: now - 20 * MINUTE_MS,
      endedAt: now - 2 * MINUTE_MS,
    })
  })

  test('may reopen it', async () => {
    await close()
    expect(await correct({ endedAt: null })).toMatchObject({
      kind: 'done',
      thing: { endedAt: null, closedBy: null, isCostFinal: false },
    })
  })
})

describe('no incident is corrected', () => {
  beforeEach(fires)
  test.each<[string, Correction, string, string, string]>([
    ['by a developer', { what: 'X' }, DANA, 'i-1', 'Only the role SRE may do this.'],
    ['by a guest', { what: 'X' }, GUS, 'i-1', 'Only full members'],
    ['that nobody knows', { what: 'X' }, TOMAS, 'i-9', 'There is no incident i-9'],
    ['to what it is', {}, TOMAS, 'i-1', 'That is what it says already.'],
    ['to nothing', { what: ' ' }, TOMAS, 'i-1', '1 to 80 characters'],
    ['to end before it began', { endedAt: 5 }, TOMAS, 'i-1', 'ends after it starts'],
    ['to begin in the future', { startedAt: Date.parse('2030-01-01') }, TOMAS, 'i-1', 'in the future'],
    ['to end in the future', { endedAt: Date.parse('2030-01-01') }, TOMAS, 'i-1', 'no end yet'],
  ])('%s', async (_sentence, correction, userId, id, message) => {
    const outcome = await correct(correction, userId, id)
    expect(asSpelled(outcome)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(message) as string,
    })
    expect(await platform.audit('incident_corrected')).toEqual([])
  })

  test('while nobody can be looked up', async () => {
    platform.directory.isDown = true
    expect(await correct({ what: 'X' })).toMatchObject({ kind: 'refused' })
  })
})

describe('an incident that is closed', () => {
  test('ends now, told and on record, and its alert does not open it again', async () => {
    await fires()
    expect(await close()).toMatchObject({ kind: 'done', thing: { endedAt: now, closedBy: TOMAS } })
    expect(await lastTold()).toMatchObject({ act: 'reply', content: { event: 'closed', userId: TOMAS } })
    expect(await platform.audit('incident_closed')).toMatchObject([{ actor: TOMAS, service: GATEWAY }])
    await fires()
    expect(await incident()).toMatchObject({ endedAt: now })
    expect(await close()).toMatchObject({ kind: 'refused', message: 'HighErrorRate is over already.' })
  })

  test('was entered by a person as well', async () => {
    await enterIncident(deps(), {
      service: GATEWAY,
      what: 'Disk',
      startedAt: now - MINUTE_MS,
      endedAt: null,
      userId: DANA,
    })
    expect(await close()).toMatchObject({ kind: 'done', thing: { endedAt: now } })
  })

  test('lifts the freeze that its alert asked for', async () => {
    platform.policy = { ...platform.policy, freezes: { declaredBy: 'sre', asLevel: null, byAlerts: true } }
    await takeAlerts(alertDeps(platform), [
      anAlert({ labels: { alertname: 'Exhausted', service: GATEWAY, freeze: 'true' } }),
    ])
    expect(await platform.store.declaredFreezes.open()).toHaveLength(1)
    await close()
    expect(await platform.store.declaredFreezes.open()).toEqual([])
  })

  test('is not closed by others than SRE', async () => {
    await fires()
    expect(await close(DANA)).toMatchObject({ kind: 'refused', message: 'Only the role SRE may do this.' })
  })
})

describe('a note', () => {
  beforeEach(fires)

  test('is kept with its author, told in the thread and on record', async () => {
    expect(await note(' The cache was cold. ')).toMatchObject({ kind: 'done' })
    expect(await platform.store.incidents.notes('i-1')).toEqual([
      { id: 'n-1', incident: 'i-1', at: now, author: TOMAS, text: 'The cache was cold.' },
    ])
    expect(await lastTold()).toMatchObject({
      act: 'reply',
      subject: 'incident/i-1',
      content: { event: 'note', text: 'The cache was cold.', userId: TOMAS },
    })
    expect(await platform.audit('incident_note')).toMatchObject([
      { actor: TOMAS, data: { incident: 'i-1', text: 'The cache was cold.' } },
    ])
  })

  test.each([
    ['says nothing', '  ', TOMAS, '1 to 2000 characters'],
    ['says too much', 'x'.repeat(2_001), TOMAS, '1 to 2000 characters'],
    ['is a developer’s', 'Hm', DANA, 'Only the role SRE'],
  ])('that %s is refused', async (_sentence, text, userId, message) => {
    expect(await note(text, userId)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(message) as string,
    })
    expect(await platform.store.incidents.notes('i-1')).toEqual([])
  })
})

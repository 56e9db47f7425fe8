import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { declareFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { declareCorrectness, filePostmortem } from '../../../src/core/freezes/correctness.ts'
import { commandFreeze } from '../../../src/core/freezes/command-freeze.ts'
import { correctIncident, noteIncident } from '../../../src/core/incidents/correct-incident.ts'
import type { Page, Place } from '../../../src/core/kernel/paging.ts'
import type { FreezeEntry } from '../../../src/core/records/freeze-entry.ts'
import type { RecordWorld } from '../../../src/core/records/record-world.ts'
import { recordCommands } from '../../../src/core/records/record-commands.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { anIncident } from '../../support/an-incident.ts'
import { DANA, INES, MEI, OMAR, SOFIA, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
let records: ReturnType<typeof recordCommands>
const all = { before: null, limit: 50 }

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('search')])
  const world: RecordWorld = platform.deps
  records = recordCommands({
    ...world,
    directory: platform.directory,
    nextTurn: () => Promise.resolve(),
  })
})
afterEach(() => platform.close())

describe('a request', () => {
  it('comes with its grants and with everything that became of it, oldest first', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, SOFIA)
    await approve(platform.deps, id, OMAR)
    const record = await records.request(id)
    expect(record?.request).toMatchObject({ id, requestedBy: DANA, state: 'granted' })
    expect(record?.history.entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['request_opened', DANA],
      ['approval', SOFIA],
      ['approval', OMAR],
      ['grant', OMAR],
    ])
    expect(record?.history.isCut).toBe(false)
    expect(record?.grants.map(({ requestId }) => requestId)).toEqual([id])
  })

  it('knows where its message is once that was sent', async () => {
    await platform.settle(0.9)
    const id = await platform.opened()
    expect((await records.request(id))?.posted).toBeUndefined()
    const subject = `request/${id}`
    await platform.store.deliveries.begin(subject)
    await platform.store.deliveries.finish(subject, { subject, reference: 'C1/1.2' }, 1)
    expect((await records.request(id))?.posted).toEqual({ subject, reference: 'C1/1.2' })
  })

  it('is undefined where an id names none', async () => {
    expect(await records.request('r-none')).toBeUndefined()
  })
})

describe('an incident', () => {
  it('comes with the times of its alert, its notes, its parts and its corrections', async () => {
    const { incidents } = platform.store
    const startedAt = platform.clock.now() - HOUR_MS
    await incidents.save(anIncident({ id: 'i-1', startedAt, endedAt: startedAt + 10 * MINUTE_MS }))
    await incidents.save(anIncident({ id: 'i-2', startedAt: startedAt + 5, mergedInto: 'i-1' }))
    const key = { source: 'alertmanager', fingerprint: 'f1' } as const
    await incidents.saveEpisodes(key, [
      { startedAt: startedAt + 60_000, endedAt: null, incident: 'i-1' },
      { startedAt, endedAt: startedAt + 1, incident: 'i-1' },
      { startedAt: startedAt + 9, endedAt: null, incident: 'i-9' },
    ])
    await noteIncident(platform.freezing, 'i-1', 'The database was full.', TOMAS)
    await correctIncident(platform.freezing, 'i-1', { endedAt: startedAt + 20 * MINUTE_MS }, TOMAS)
    const record = await records.incident('i-1')
    expect(record?.parts.map(({ id }) => id)).toEqual(['i-2'])
    expect(record?.episodes.map((one) => one.startedAt)).toEqual([startedAt, startedAt + 60_000])
    expect(record?.episodes[0]).toMatchObject(key)
    expect(record?.notes).toMatchObject([{ author: TOMAS, text: 'The database was full.' }])
    expect(record?.history.entries.map(({ kind }) => kind)).toEqual(['incident_note', 'incident_corrected'])
    expect(await records.incident('i-2')).toMatchObject({ incident: { mergedInto: 'i-1' } })
    expect(await records.incident('i-none')).toBeUndefined()
  })
})

describe('a freeze', () => {
  it('of a level has its commander, its war room, its postmortems and its ways through', async () => {
    platform.source.set(GATEWAY, 0.05)
    await platform.poll()
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: MEI }, TOMAS)
    await commandFreeze(platform.freezing, GATEWAY, { warRoom: 'https://meet.example/war' }, INES)
    await platform.store.postmortems.add({
      id: 'p-1',
      service: GATEWAY,
      author: SOFIA,
      filedAt: platform.clock.now(),
      content: 'https://docs.example/42',
      about: null,
      incidentId: null,
      level: 'CRITICAL',
      answers: null,
    })
    const { id = '' } = (await platform.store.levelFreezes.current(GATEWAY)) ?? {}
    const record = await records.freeze(id)
    expect(record).toMatchObject({
      freeze: { kind: 'level', services: [GATEWAY], endedAt: null, by: 'budgeteer' },
      incidentCommander: MEI,
      warRoom: 'https://meet.example/war',
      postmortems: [{ id: 'p-1' }],
      waysThrough: [],
    })
    expect(record?.history.entries.map(({ kind }) => kind)).toEqual([
      'transition',
      'freeze_detail',
      'freeze_detail',
    ])
  })

  it('that is long over still has its ways through, however many later ones were taken', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    const asked = await platform.store.requests.byId(id)
    if (asked === undefined) throw new Error('there is no request')
    const reason = 'Black Friday'
    const outcome = await declareFreeze(platform.freezing, {
      service: GATEWAY,
      reason,
      until: null,
      userId: TOMAS,
    })
    if (outcome.kind !== 'done') throw new Error('it was not declared')
    const { id: freezeId, declaredAt } = outcome.thing
    const through = (name: string, requestedAt: number) => ({
      ...asked,
      id: name,
      way: 'exception' as const,
      requestedAt,
    })
    const later = Array.from({ length: 60 }, (_, index) =>
      through(`later-${index}`, declaredAt + HOUR_MS + index + 1),
    )
    await platform.store.requests.save([through('last', declaredAt + HOUR_MS), ...later])
    await platform.store.declaredFreezes.save({
      ...outcome.thing,
      endedAt: declaredAt + HOUR_MS,
      endedBy: TOMAS,
    })
    expect((await records.freeze(freezeId))?.waysThrough.map((one) => one.id)).toEqual(['last'])
  })

  it('that somebody declared says who, why and until when', async () => {
    const until = platform.clock.now() + DAY_MS
    const declared = { service: '*', reason: 'Black Friday', until, userId: TOMAS }
    const outcome = await declareFreeze(platform.freezing, declared)
    if (outcome.kind !== 'done') throw new Error('it was not declared')
    expect(await records.freeze(outcome.thing.id)).toMatchObject({
      freeze: { kind: 'declared', title: 'Black Friday', services: null, until, by: TOMAS },
      endedBy: null,
    })
  })

  it('of wrong data ends with its postmortem', async () => {
    const outcome = await declareCorrectness(platform.freezing, {
      service: GATEWAY,
      what: 'Orders are booked twice',
      userId: TOMAS,
    })
    if (outcome.kind !== 'done') throw new Error('it was not declared')
    const { id } = outcome.thing
    platform.clock.advance(HOUR_MS)
    await filePostmortem(platform.freezing, {
      service: GATEWAY,
      incidentId: id,
      content: 'https://docs.example/43',
      answers: { records: '12', repair: 'by hand', cause: 'v9' },
      userId: TOMAS,
    })
    const record = await records.freeze(id)
    expect(record).toMatchObject({ freeze: { kind: 'correctness' }, postmortems: [{ incidentId: id }] })
    expect(record?.history.entries.map(({ kind }) => kind)).toEqual([
      'correctness_incident',
      'postmortem',
      'correctness_ended',
    ])
  })

  it('of the calendar goes by its window and its beginning', async () => {
    const run = {
      id: 'year-end/1764431100000',
      name: 'year-end',
      from: 1_764_431_100_000,
      until: 1_764_531_100_000,
      reason: 'Year end',
      timeZone: 'UTC',
      services: ['search'],
      changes: ['feature'],
      beganAt: 1_764_431_100_000,
      endedAt: null,
    }
    await platform.store.windowRuns.save(run)
    expect(await records.freeze(run.id)).toMatchObject({
      freeze: { kind: 'window', title: 'Year end', services: ['search'] },
      changes: ['feature'],
    })
    expect(await records.freeze('year-end/1')).toBeUndefined()
  })
})

describe('the lists of a service', () => {
  it('are paged newest first, each kind of freeze among the others, those of all services included', async () => {
    const { declaredFreezes, levelFreezes, windowRuns } = platform.store
    const declared = (id: string, name: string, declaredAt: number) => ({
      id,
      kind: 'freeze' as const,
      service: name,
      reason: id,
      declaredBy: TOMAS,
      declaredAt,
      until: null,
      endedAt: declaredAt + 1,
      endedBy: TOMAS,
      toldIn: null,
    })
    await declaredFreezes.save(declared('f-1', GATEWAY, 1))
    await declaredFreezes.save(declared('f-2', '*', 4))
    await declaredFreezes.save(declared('f-3', 'search', 5))
    const level = {
      level: 'CRITICAL',
      incidentCommander: null,
      warRoom: null,
      subject: 's',
      announcement: null,
    }
    await levelFreezes.save({ ...level, id: 't-1', service: GATEWAY, beganAt: 2, endedAt: 3 })
    await levelFreezes.save({ ...level, id: 't-2', service: GATEWAY, beganAt: 4, endedAt: null })
    const run = { name: 'w', from: 1, until: 2, reason: 'w', timeZone: 'UTC', changes: null, endedAt: 2 }
    await windowRuns.save({ ...run, id: 'w/1', services: ['search', GATEWAY], beganAt: 3 })
    await windowRuns.save({ ...run, id: 'w/2', services: [`${GATEWAY}-2`], beganAt: 3 })
    await windowRuns.save({ ...run, id: 'w/3', services: null, beganAt: 0 })
    const seen: string[] = []
    let before: Place | null = null
    do {
      const page: Page<FreezeEntry> = await records.list('freezes', GATEWAY, { before, limit: 2 })
      expect(page.rows.length).toBeLessThanOrEqual(2)
      seen.push(...page.rows.map(({ id }) => id))
      before = page.next
    } while (before !== null)
    expect(seen).toEqual(['t-2', 'f-2', 'w/1', 't-1', 'f-1', 'w/3'])
  })

  it('of requests say what became of each', async () => {
    await platform.settle(0.9)
    const first = await platform.opened({ revision: 'v1' })
    platform.clock.advance(1)
    const second = await platform.opened({ revision: 'v2' })
    const newest = await records.list('requests', GATEWAY, { before: null, limit: 1 })
    expect(newest.rows.map(({ request }) => request.id)).toEqual([second])
    const older = await records.list('requests', GATEWAY, { before: newest.next, limit: 1 })
    expect(older.rows.map(({ request }) => request.id)).toEqual([first])
    expect(older.next).toBeNull()
    expect(older.rows[0]?.grant?.requestId ?? first).toBe(first)
  })

  it('of incidents leave out what was merged into another', async () => {
    const { incidents } = platform.store
    for (const [index, id] of ['i-1', 'i-2', 'i-3'].entries())
      await incidents.save(anIncident({ id, startedAt: index, mergedInto: id === 'i-2' ? 'i-3' : null }))
    const page = await records.list('incidents', GATEWAY, all)
    expect(page).toMatchObject({ rows: [{ id: 'i-3' }, { id: 'i-1' }], next: null })
    expect((await records.list('deployments', GATEWAY, all)).rows).toEqual([])
  })
})

describe('a service', () => {
  it('comes with where it stands and the newest of each list', async () => {
    await platform.settle(0.9)
    const id = await platform.opened()
    const dossier = await records.service(GATEWAY)
    expect(dossier).toMatchObject({
      report: { service: GATEWAY, level: 'HEALTHY' },
      requests: { rows: [{ request: { id } }], next: null },
      incidents: { rows: [] },
      freezes: { rows: [] },
      plans: [],
    })
    expect(await records.service('nothing')).toBeUndefined()
  })
})

describe('the calendar', () => {
  it('has every period of a window, not only the next', async () => {
    const now = platform.clock.now()
    platform.windows = [
      {
        name: 'weekend',
        reason: 'Nobody is here',
        timeZone: 'UTC',
        services: [GATEWAY],
        changes: null,
        schedule: {
          kind: 'weekly',
          from: { weekday: 5, time: '18:00' },
          until: { weekday: 1, time: '08:00' },
        },
      },
    ]
    const span = await records.calendar(undefined, now, now + 28 * DAY_MS)
    expect(span.scheduled.map(({ from }) => new Date(from).toISOString().slice(0, 10))).toEqual([
      '2025-10-24',
      '2025-10-31',
      '2025-11-07',
      '2025-11-14',
    ])
    expect((await records.calendar('search', now, now + 28 * DAY_MS)).scheduled).toEqual([])
  })

  it('has what was declared for the service that is asked about, and for all', async () => {
    for (const service of [GATEWAY, '*'])
      await declareFreeze(platform.freezing, { service, reason: `Of ${service}`, until: null, userId: TOMAS })
    const now = platform.clock.now()
    const declared = async (service: string | undefined) =>
      (await records.calendar(service, now, now + DAY_MS)).declared.map((freeze) => freeze.service).sort()
    expect(await declared(undefined)).toEqual(['*', GATEWAY])
    expect(await declared(GATEWAY)).toEqual(['*', GATEWAY])
    expect(await declared('search')).toEqual(['*'])
  })
})

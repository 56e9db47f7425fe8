import { z } from 'zod'
import {
  DETECTORS,
  type Detection,
  type Incident,
  type IncidentStore,
} from '../../core/incidents/incident.ts'
import { pageOf } from '../../core/kernel/paging.ts'
import { insert, ONE, save } from './database.ts'
import { olderThan } from './older-than.ts'
import { flag, json, orNull, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const detection: z.ZodType<Detection> = z.object({
  source: z.enum(DETECTORS),
  fingerprint: z.string(),
  severity: z.string().nullable(),
  summary: z.string().nullable(),
  url: z.string().nullable(),
  aboutSlo: z.string().nullable(),
  asksFreeze: z.boolean(),
  toldIn: z.string().nullable(),
})

const { toRow, fromRow } = rowFormat<Incident>('incidents', 'id', {
  isCostFinal: flag,
  corrected: json(z.object({ start: z.boolean(), end: z.boolean() })),
  detection: orNull(json(detection)),
})

export function incidentStorage(db: Database): IncidentStore {
  const counted = () => db.selectFrom('incidents').selectAll().where('mergedInto', 'is', null)
  const oldestFirst = () => counted().orderBy('startedAt').orderBy('id')
  return {
    save: (incident) => save(db, 'incidents', ['id'], [toRow(incident)]),

    async byId(id) {
      const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },

    async since(service, since) {
      const all = oldestFirst().where((eb) => eb.or([eb('endedAt', '>', since), eb('endedAt', 'is', null)]))
      const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
      return rows.map(fromRow)
    },

    async during(service, from, until) {
      const rows = await oldestFirst()
        .where('service', '=', service)
        .where('startedAt', '<=', until)
        .where((eb) => eb.or([eb('endedAt', '>', from), eb('endedAt', 'is', null)]))
        .execute()
      return rows.map(fromRow)
    },

    async page(service, { before, limit }) {
      const rows = await counted()
        .where('service', '=', service)
        .where(olderThan('startedAt', before))
        .orderBy('startedAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(fromRow), limit, ({ startedAt, id }) => ({ at: startedAt, id }))
    },

    async partsOf(id) {
      const parts = db.selectFrom('incidents').selectAll().where('mergedInto', '=', id)
      return (await parts.orderBy('startedAt').orderBy('id').execute()).map(fromRow)
    },

    async openedSince(since) {
      const opened = counted().where('openedAt', '>', since)
      const rows = await opened.orderBy('openedAt').orderBy('startedAt').orderBy('id').execute()
      return rows.map(fromRow)
    },

    async lastStorm(since, beginning) {
      const last = await counted()
        .where('storm', 'like', `${beginning}%`)
        .where('openedAt', '>', since)
        .orderBy('openedAt', 'desc')
        .limit(ONE)
        .executeTakeFirst()
      return last?.storm ?? undefined
    },

    async ofStorm(storm, most) {
      const own = counted().where('storm', '=', storm)
      const figures = await own
        .clearSelect()
        .select(({ fn }) => [
          fn.countAll<number>().as('count'),
          fn.count<number>('endedAt').as('ended'),
          fn.min('startedAt').as('since'),
        ])
        .executeTakeFirstOrThrow()
      const open = await own.where('endedAt', 'is', null).orderBy('startedAt').limit(most).execute()
      const over = await own
        .where('endedAt', 'is not', null)
        .orderBy('endedAt', 'desc')
        .limit(most - open.length)
        .execute()
      const shown = [...open, ...over]
      const { count, ended, since } = figures
      return { count, open: count - ended, since, shown: shown.map(fromRow) }
    },

    unsettled: () =>
      oldestFirst()
        .where('isCostFinal', '=', 0)
        .clearSelect()
        .select(['id', 'service', 'startedAt', 'endedAt'])
        .select(['failedRatio', 'failedEvents', 'costRatio', 'slo'])
        .execute(),

    async openCounts() {
      const rows = await counted()
        .where('endedAt', 'is', null)
        .clearSelect()
        .select(['service', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy('service')
        .execute()
      return new Map(rows.map(({ service, count }) => [service, count]))
    },

    episodes: ({ source, fingerprint }) =>
      db
        .selectFrom('episodes')
        .select(['startedAt', 'endedAt', 'incident'])
        .where('source', '=', source)
        .where('fingerprint', '=', fingerprint)
        .orderBy('startedAt')
        .execute(),

    episodesOf: (incident, most) =>
      db
        .selectFrom('episodes')
        .selectAll()
        .where('incident', '=', incident)
        .orderBy('startedAt')
        .orderBy('fingerprint')
        .limit(most)
        .execute(),

    saveEpisodes: ({ source, fingerprint }, episodes) =>
      save(
        db,
        'episodes',
        ['source', 'fingerprint', 'startedAt'],
        episodes.map((episode) => ({ source, fingerprint, ...episode })),
      ),

    addNote: (note) => insert(db, 'incidentNotes', [note]),

    notes: (incident) =>
      db
        .selectFrom('incidentNotes')
        .selectAll()
        .where('incident', '=', incident)
        .orderBy('at')
        .orderBy('id')
        .execute(),
  }
}

import { z } from 'zod'
import type { Postmortem, PostmortemStore } from '../../core/freezes/postmortem.ts'
import { insert, keptRows } from './database.ts'
import { json, orNull, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<Postmortem>('postmortems', 'id', {
  answers: orNull(json(z.object({ records: z.string(), repair: z.string(), cause: z.string() }))),
})

export const postmortemStorage = (db: Database): PostmortemStore => ({
  add: (postmortem) => insert(db, 'postmortems', [toRow(postmortem)]),

  async latest() {
    const rows = await keptRows(db, 'latest postmortems', [], () =>
      db
        .selectFrom('postmortems')
        .select(({ fn }) => ['service', fn.max('filedAt').as('filedAt')])
        .groupBy('service'),
    )
    return new Map(rows.map(({ service, filedAt }) => [service, filedAt]))
  },

  async of(service, limit) {
    const rows = await db
      .selectFrom('postmortems')
      .selectAll()
      .where('service', '=', service)
      .orderBy('filedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(fromRow)
  },

  async about(incident) {
    const rows = await db
      .selectFrom('postmortems')
      .selectAll()
      .where('about', '=', incident)
      .orderBy('filedAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },
})

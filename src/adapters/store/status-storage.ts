import { z } from 'zod'
import { MISSING_REASONS } from '../../core/budgets/sli-source.ts'
import type { Status, StatusStore } from '../../core/policy/status.ts'
import { insert, keptRows, ONE, save } from './database.ts'
import { json, orNull, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const missing = z.object({
  slo: z.string(),
  reason: z.enum(MISSING_REASONS),
  detail: z.string(),
  stoppedAt: z.number().exactOptional(),
})

const { toRow, fromRow } = rowFormat<Status>('statuses', 'service', {
  young: orNull(json(z.object({ coveredSeconds: z.number(), windowSeconds: z.number() }))),
  missing: json(z.array(missing)),
  recovering: orNull(json(z.object({ level: z.string(), since: z.number() }))),
})

export const statusStorage = (db: Database): StatusStore => ({
  async all() {
    return (await db.selectFrom('statuses').selectAll().orderBy('service').execute()).map(fromRow)
  },

  async of(service) {
    const [row] = await keptRows(db, 'status of a service', [service], () =>
      db.selectFrom('statuses').selectAll().where('service', '=', service),
    )
    return row && fromRow(row)
  },

  save: (statuses) => save(db, 'statuses', ['service'], statuses.map(toRow)),

  addTransitions: (transitions) => insert(db, 'transitions', transitions),

  transition: (id) => db.selectFrom('transitions').selectAll().where('id', '=', id).executeTakeFirst(),

  transitions: (service, limit) =>
    db
      .selectFrom('transitions')
      .selectAll()
      .where('service', '=', service)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),

  async transitionsDuring(from, until) {
    const during = db.selectFrom('transitions').where('at', '>', from).where('at', '<=', until)
    const before = db
      .selectFrom('statuses')
      .innerJoin('transitions', (join) =>
        join.on('transitions.id', '=', (eb) =>
          eb
            .selectFrom('transitions as older')
            .whereRef('older.service', '=', 'statuses.service')
            .where('older.at', '<=', from)
            .orderBy('older.at', 'desc')
            .orderBy('older.id', 'desc')
            .limit(ONE)
            .select('older.id'),
        ),
      )
      .selectAll('transitions')
    return await before.unionAll(during.selectAll()).orderBy('service').orderBy('at').orderBy('id').execute()
  },
})

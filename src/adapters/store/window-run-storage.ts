import { type RawBuilder, sql } from 'kysely'
import type { WindowRun, WindowRunStore } from '../../core/freezes/window-run.ts'
import { pageOf } from '../../core/kernel/paging.ts'
import { save } from './database.ts'
import { markOf, setMark } from './marks.ts'
import { olderThan } from './older-than.ts'
import { orNull, rowFormat, texts } from './row.ts'
import type { Database } from './schema.ts'

const LAST_LOOK = 'freeze-windows'

const { toRow, fromRow } = rowFormat<WindowRun>('windowRuns', 'id', {
  services: orNull(texts),
  changes: orNull(texts),
})

/** Its services are JSON; none means all. */
const covers = (service: string): RawBuilder<boolean> =>
  sql<boolean>`("services" is null or "services" like ${`%${escapedLike(JSON.stringify(service))}%`} escape '\\')`

const escapedLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

export const windowRunStorage = (db: Database): WindowRunStore => ({
  save: (run) => save(db, 'windowRuns', ['id'], [toRow(run)]),

  async byId(id) {
    const row = await db.selectFrom('windowRuns').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  },

  async open() {
    const rows = await db
      .selectFrom('windowRuns')
      .selectAll()
      .where('endedAt', 'is', null)
      .orderBy('from')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },

  async page(service, { before, limit }) {
    const rows = await db
      .selectFrom('windowRuns')
      .selectAll()
      .where(covers(service))
      .where(olderThan('beganAt', before))
      .orderBy('beganAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows.map(fromRow), limit, ({ beganAt, id }) => ({ at: beganAt, id }))
  },

  async lastLook() {
    const at = await markOf(db, LAST_LOOK)
    return at === 0 ? null : at
  },

  setLastLook: (at) => setMark(db, LAST_LOOK, at),
})

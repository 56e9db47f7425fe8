import type { LevelFreeze, LevelFreezeStore } from '../../core/freezes/level-freeze.ts'
import { pageOf } from '../../core/kernel/paging.ts'
import { ONE, save } from './database.ts'
import { olderThan } from './older-than.ts'
import { json, messageContent, orNull, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<LevelFreeze>('levelFreezes', 'id', {
  announcement: orNull(json(messageContent)),
})

export function levelFreezeStorage(db: Database): LevelFreezeStore {
  const newestFirst = (service: string) =>
    db
      .selectFrom('levelFreezes')
      .selectAll()
      .where('service', '=', service)
      .orderBy('beganAt', 'desc')
      .orderBy('id', 'desc')
  return {
    save: (freeze) => save(db, 'levelFreezes', ['id'], [toRow(freeze)]),

    async byId(id) {
      const row = await db.selectFrom('levelFreezes').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },

    async current(service) {
      const row = await newestFirst(service).where('endedAt', 'is', null).limit(ONE).executeTakeFirst()
      return row && fromRow(row)
    },

    async of(service, limit) {
      return (await newestFirst(service).limit(limit).execute()).map(fromRow)
    },

    async page(service, { before, limit }) {
      const rows = await newestFirst(service)
        .where(olderThan('beganAt', before))
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(fromRow), limit, ({ beganAt, id }) => ({ at: beganAt, id }))
    },
  }
}

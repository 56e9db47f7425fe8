import type { LevelFreeze, LevelFreezeStore } from '../../core/freezes/level-freeze.ts'
import { ONE, save } from './database.ts'
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

    async current(service) {
      const row = await newestFirst(service).where('endedAt', 'is', null).limit(ONE).executeTakeFirst()
      return row && fromRow(row)
    },

    async of(service, limit) {
      return (await newestFirst(service).limit(limit).execute()).map(fromRow)
    },
  }
}

import type { DeclaredFreeze, DeclaredFreezeStore } from '../../core/freezes/declared-freeze.ts'
import { save } from './database.ts'
import { rowFormat, wordOf } from './row.ts'
import type { Database } from './schema.ts'

const { fromRow } = rowFormat<DeclaredFreeze>('declaredFreezes', 'id', {
  kind: wordOf<DeclaredFreeze['kind']>({ freeze: true, correctness: true }),
})

export const declaredFreezeStorage = (db: Database): DeclaredFreezeStore => ({
  save: (freeze) => save(db, 'declaredFreezes', ['id'], [freeze]),

  async byId(id) {
    const row = await db.selectFrom('declaredFreezes').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  },

  async open() {
    const rows = await db
      .selectFrom('declaredFreezes')
      .selectAll()
      .where('endedAt', 'is', null)
      .orderBy('declaredAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },

  async toldIn(subject) {
    const rows = await db
      .selectFrom('declaredFreezes')
      .selectAll()
      .where('toldIn', '=', subject)
      .orderBy(({ eb }) => eb('endedAt', 'is not', null))
      .orderBy('declaredAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },
})

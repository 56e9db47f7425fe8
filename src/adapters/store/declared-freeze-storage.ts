import {
  ALL_SERVICES,
  type DeclaredFreeze,
  type DeclaredFreezeStore,
} from '../../core/freezes/declared-freeze.ts'
import { newestFirst, pageOf, type Place } from '../../core/kernel/paging.ts'
import { keptRows, save } from './database.ts'
import { olderThan } from './older-than.ts'
import { rowFormat, wordOf } from './row.ts'
import type { Database } from './schema.ts'

const { fromRow } = rowFormat<DeclaredFreeze>('declaredFreezes', 'id', {
  kind: wordOf<DeclaredFreeze['kind']>({ freeze: true, correctness: true }),
})

const placeOf = ({ declaredAt, id }: DeclaredFreeze): Place => ({ at: declaredAt, id })

export const declaredFreezeStorage = (db: Database): DeclaredFreezeStore => ({
  save: (freeze) => save(db, 'declaredFreezes', ['id'], [freeze]),

  async byId(id) {
    const row = await db.selectFrom('declaredFreezes').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  },

  async open() {
    const rows = await keptRows(db, 'open freezes', [], () =>
      db
        .selectFrom('declaredFreezes')
        .selectAll()
        .where('endedAt', 'is', null)
        .orderBy('declaredAt')
        .orderBy('id'),
    )
    return rows.map(fromRow)
  },

  async page(service, { before, limit }) {
    const of = (scope: string) =>
      db
        .selectFrom('declaredFreezes')
        .selectAll()
        .where('service', '=', scope)
        .where(olderThan('declaredAt', before))
        .orderBy('declaredAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
    const rows = [...(await of(service)), ...(await of(ALL_SERVICES))].map(fromRow)
    return pageOf(
      rows.toSorted((one, other) => newestFirst(placeOf(one), placeOf(other))),
      limit,
      placeOf,
    )
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

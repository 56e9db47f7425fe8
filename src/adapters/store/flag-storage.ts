import { z } from 'zod'
import {
  FLAG_CHANGE_STATES,
  type FlagChange,
  type FlagChangeStore,
  OWED_STATES,
} from '../../core/flags/flag-change.ts'
import { FLAG_MODES, type FlagState } from '../../core/flags/flag-provider.ts'
import { ONE, save } from './database.ts'
import { flag, json, jsonObject, orNull, rowFormat, word } from './row.ts'
import type { Database } from './schema.ts'

const state = orNull(
  json<FlagState>(z.object({ isOn: z.boolean(), words: z.string(), setting: jsonObject, mark: z.string() })),
)

const { toRow, fromRow } = rowFormat<FlagChange>('flagChanges', 'id', {
  inShadow: flag,
  state: word(FLAG_CHANGE_STATES),
  mode: orNull(word(FLAG_MODES)),
  before: state,
  after: state,
  anyway: flag,
})

export function flagStorage(db: Database): FlagChangeStore {
  const all = () => db.selectFrom('flagChanges').selectAll()
  return {
    save: (changes) => save(db, 'flagChanges', ['id'], changes.map(toRow)),

    async owed() {
      const rows = await all().where('state', 'in', OWED_STATES).orderBy('askedAt').orderBy('id').execute()
      return rows.map(fromRow)
    },

    async ofRollback(rollback) {
      return (await all().where('rollback', '=', rollback).orderBy('id').execute()).map(fromRow)
    },

    async recent(limit, service) {
      const newest = all().orderBy('askedAt', 'desc').orderBy('rollback').orderBy('id').limit(limit)
      const rows = await (service === undefined ? newest : newest.where('service', '=', service)).execute()
      return rows.map(fromRow)
    },

    async lastAskedAt(service) {
      const row = await db
        .selectFrom('flagChanges')
        .select('askedAt')
        .where('service', '=', service)
        .orderBy('askedAt', 'desc')
        .limit(ONE)
        .executeTakeFirst()
      return row?.askedAt ?? null
    },
  }
}

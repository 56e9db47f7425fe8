import type { WindowRun, WindowRunStore } from '../../core/freezes/window-run.ts'
import { save } from './database.ts'
import { markOf, setMark } from './marks.ts'
import { orNull, rowFormat, texts } from './row.ts'
import type { Database } from './schema.ts'

const LAST_LOOK = 'freeze-windows'

const { toRow, fromRow } = rowFormat<WindowRun>('windowRuns', 'id', {
  services: orNull(texts),
  changes: orNull(texts),
})

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

  async lastLook() {
    const at = await markOf(db, LAST_LOOK)
    return at === 0 ? null : at
  },

  setLastLook: (at) => setMark(db, LAST_LOOK, at),
})

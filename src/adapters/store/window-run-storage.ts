import { z } from 'zod'
import type { WindowRun, WindowRunStore } from '../../core/freezes/window-run.ts'
import { replaced } from './database.ts'
import { markOf, setMark } from './marks.ts'
import type { Database, WindowRunTable } from './schema.ts'
import { storedJson } from './stored-value.ts'

const LAST_LOOK = 'freeze-windows'

const names = z.array(z.string())

export class WindowRunStorage implements WindowRunStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(run: WindowRun): Promise<void> {
    await this.#db
      .insertInto('window_runs')
      .values({
        id: run.id,
        name: run.name,
        from_at: run.from,
        until_at: run.until,
        reason: run.reason,
        time_zone: run.timeZone,
        services: run.services && JSON.stringify(run.services),
        changes: run.changes && JSON.stringify(run.changes),
        began_at: run.beganAt,
        ended_at: run.endedAt,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(['until_at', 'ended_at'])))
      .execute()
  }

  async byId(id: string): Promise<WindowRun | undefined> {
    const row = await this.#db.selectFrom('window_runs').selectAll().where('id', '=', id).executeTakeFirst()
    return row && runOf(row)
  }

  async open(): Promise<readonly WindowRun[]> {
    const rows = await this.#db
      .selectFrom('window_runs')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('from_at')
      .orderBy('id')
      .execute()
    return rows.map(runOf)
  }

  async lastLook(): Promise<number | null> {
    const at = await markOf(this.#db, LAST_LOOK)
    return at === 0 ? null : at
  }

  setLastLook(at: number): Promise<void> {
    return setMark(this.#db, LAST_LOOK, at)
  }
}

const runOf = (row: WindowRunTable): WindowRun => {
  const namesIn = (text: string | null, column: string): readonly string[] | null =>
    text === null ? null : storedJson(text, names, { table: 'window_runs', id: row.id, column })
  return {
    id: row.id,
    name: row.name,
    from: row.from_at,
    until: row.until_at,
    reason: row.reason,
    timeZone: row.time_zone,
    services: namesIn(row.services, 'services'),
    changes: namesIn(row.changes, 'changes'),
    beganAt: row.began_at,
    endedAt: row.ended_at,
  }
}

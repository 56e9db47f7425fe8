import type { DeclaredHold, DeclaredHoldStore } from '../../core/freezes/declared-hold.ts'
import { replaced } from './database.ts'
import type { Database, DeclaredHoldTable } from './schema.ts'
import { storedWord } from './stored-value.ts'

const KINDS: Record<DeclaredHold['kind'], true> = { freeze: true, correctness: true }

export class DeclaredHoldStorage implements DeclaredHoldStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(hold: DeclaredHold): Promise<void> {
    await this.#db
      .insertInto('declared_holds')
      .values({
        id: hold.id,
        kind: hold.kind,
        service: hold.service,
        reason: hold.reason,
        declared_by: hold.declaredBy,
        declared_at: hold.declaredAt,
        until: hold.until,
        ended_at: hold.endedAt,
        ended_by: hold.endedBy,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(replaced(['reason', 'declared_by', 'until', 'ended_at', 'ended_by'])),
      )
      .execute()
  }

  async byId(id: string): Promise<DeclaredHold | undefined> {
    const row = await this.#db
      .selectFrom('declared_holds')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && holdOf(row)
  }

  async open(): Promise<readonly DeclaredHold[]> {
    const rows = await this.#db
      .selectFrom('declared_holds')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('declared_at')
      .orderBy('id')
      .execute()
    return rows.map(holdOf)
  }
}

const holdOf = (row: DeclaredHoldTable): DeclaredHold => ({
  id: row.id,
  kind: storedWord(row.kind, KINDS, { table: 'declared_holds', id: row.id, column: 'kind' }),
  service: row.service,
  reason: row.reason,
  declaredBy: row.declared_by,
  declaredAt: row.declared_at,
  until: row.until,
  endedAt: row.ended_at,
  endedBy: row.ended_by,
})

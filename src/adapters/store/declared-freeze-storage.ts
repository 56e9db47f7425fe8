import type { DeclaredFreeze, DeclaredFreezeStore } from '../../core/freezes/declared-freeze.ts'
import { replaced } from './database.ts'
import type { Database, DeclaredFreezeTable } from './schema.ts'
import { storedWord } from './stored-value.ts'

const KINDS: Record<DeclaredFreeze['kind'], true> = { freeze: true, correctness: true }

export class DeclaredFreezeStorage implements DeclaredFreezeStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(freeze: DeclaredFreeze): Promise<void> {
    await this.#db
      .insertInto('declared_holds')
      .values({
        id: freeze.id,
        kind: freeze.kind,
        service: freeze.service,
        reason: freeze.reason,
        declared_by: freeze.declaredBy,
        declared_at: freeze.declaredAt,
        until: freeze.until,
        ended_at: freeze.endedAt,
        ended_by: freeze.endedBy,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(replaced(['reason', 'declared_by', 'until', 'ended_at', 'ended_by'])),
      )
      .execute()
  }

  async byId(id: string): Promise<DeclaredFreeze | undefined> {
    const row = await this.#db
      .selectFrom('declared_holds')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && scheduledAsFreeze(row)
  }

  async open(): Promise<readonly DeclaredFreeze[]> {
    const rows = await this.#db
      .selectFrom('declared_holds')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('declared_at')
      .orderBy('id')
      .execute()
    return rows.map(scheduledAsFreeze)
  }
}

const scheduledAsFreeze = (row: DeclaredFreezeTable): DeclaredFreeze => ({
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

import { sql } from 'kysely'
import type { AuditHead } from '../../core/kernel/audit/audit-entry.ts'
import type { AuditChain, StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import { AUDIT_COLUMNS } from './audit-row.ts'
import { keptRows, ONE } from './database.ts'
import type { Database } from './schema.ts'

const PAGE = 500

export const notTheGate = sql<boolean>`"kind" <> 'gate'`

const COLUMNS = [...AUDIT_COLUMNS, 'mac', 'about'] as const satisfies readonly (keyof StoredEntry)[]

export const auditChainStorage = (db: Database): AuditChain => ({
  async *rows(fromSeq = 1) {
    for (let next = fromSeq; ;) {
      const rows = await db
        .selectFrom('audit')
        .select(COLUMNS)
        .where('seq', '>=', next)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      yield* rows
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      next = last.seq + 1
    }
  },

  head: () => headOf(db),

  at: async (seq) =>
    (await db.selectFrom('audit').select(COLUMNS).where('seq', '=', seq).executeTakeFirst()) ?? null,

  async removeThrough(seq) {
    await db.deleteFrom('audit').where('seq', '<=', seq).execute()
  },

  newest: async (kind) =>
    (await db
      .selectFrom('audit')
      .select(COLUMNS)
      // As the index of kinds is written, which holds no answer of the gate.
      .where(notTheGate)
      .where('kind', '=', kind)
      // By number: a time is what a clock said.
      .orderBy('seq', 'desc')
      .limit(ONE)
      .executeTakeFirst()) ?? null,
})

/** The number of the oldest entry that is kept; null for an empty log. */
export async function firstSeq(db: Database): Promise<number | null> {
  const first = await db.selectFrom('audit').select('seq').orderBy('seq').limit(ONE).executeTakeFirst()
  return first?.seq ?? null
}

export async function headOf(db: Database): Promise<AuditHead | null> {
  const [head] = await keptRows(db, 'head of the audit log', [], () =>
    db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(ONE),
  )
  return head ?? null
}

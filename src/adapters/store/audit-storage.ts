import type { AuditLog, NewAuditEntry } from '../../core/kernel/audit/audit-entry.ts'
import type { AuditKey } from '../../core/kernel/audit/audit-key.ts'
import { chained } from '../../core/kernel/audit/chain.ts'
import { headOf } from './audit-chain-storage.ts'
import { AUDIT_COLUMNS, auditEntry } from './audit-row.ts'
import { insert, together } from './database.ts'
import type { Database } from './schema.ts'

const PAGE = 500

export const auditStorage = (db: Database, key: AuditKey | null): AuditLog => ({
  /** Reads the end of the chain and continues it in one transaction, so that no two entries share a place. */
  async append(entries: readonly NewAuditEntry[]) {
    if (entries.length === 0) return []
    return together(db, async (within) => {
      const rows = chained(await headOf(within), entries, key)
      await insert(within, 'audit', rows)
      return rows
    })
  },

  async *entries(fromSeq = 1) {
    for (let next = fromSeq; ;) {
      const rows = await db
        .selectFrom('audit')
        .select(AUDIT_COLUMNS)
        .where('seq', '>=', next)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      yield* rows.map(auditEntry)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      next = last.seq + 1
    }
  },
})

import { aboutOf } from '../../core/kernel/audit/about.ts'
import type { AuditLog, NewAuditEntry } from '../../core/kernel/audit/audit-entry.ts'
import { chained } from '../../core/kernel/audit/chain.ts'
import { AUDIT_COLUMNS, auditEntry } from './audit-row.ts'
import { insert, ONE, together } from './database.ts'
import type { Database } from './schema.ts'

const PAGE = 500

export const auditStorage = (db: Database): AuditLog => ({
  /** Reads the end of the chain and continues it in one transaction, so that no two entries share a place. */
  async append(entries: readonly NewAuditEntry[]) {
    if (entries.length === 0) return
    await together(db, async (within) => {
      const last = await within
        .selectFrom('audit')
        .select(['seq', 'hash'])
        .orderBy('seq', 'desc')
        .limit(ONE)
        .executeTakeFirst()
      const rows = chained(last, entries).map((entry) => {
        const { seq, at, kind, actor, service, dataText: data, previousHash, hash } = entry
        return { seq, at, kind, actor, service, data, previousHash, hash, about: aboutOf(entry) }
      })
      await insert(within, 'audit', rows)
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

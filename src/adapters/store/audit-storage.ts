import {
  AUDIT_KINDS,
  type AuditEntry,
  type AuditLog,
  type NewAuditEntry,
} from '../../core/kernel/audit/audit-entry.ts'
import { chained } from '../../core/kernel/audit/chain.ts'
import { insert, ONE, together } from './database.ts'
import { json, jsonObject, rowFormat, word } from './row.ts'
import type { Database } from './schema.ts'

const { fromRow } = rowFormat<AuditEntry>('audit', 'seq', { kind: word(AUDIT_KINDS), data: json(jsonObject) })

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
      const rows = chained(last, entries).map(
        ({ seq, at, kind, actor, service, dataText: data, previousHash, hash }) => ({
          seq,
          at,
          kind,
          actor,
          service,
          data,
          previousHash,
          hash,
        }),
      )
      await insert(within, 'audit', rows)
    })
  },

  async *entries(fromSeq = 1) {
    for (let next = fromSeq; ;) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>=', next)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      yield* rows.map(fromRow)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      next = last.seq + 1
    }
  },
})

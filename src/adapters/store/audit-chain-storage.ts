import type { AuditHead } from '../../core/kernel/audit/audit-entry.ts'
import type { AuditChain } from '../../core/kernel/audit/stored-entry.ts'
import { ONE } from './database.ts'
import type { Database } from './schema.ts'

const PAGE = 500

export const auditChainStorage = (db: Database): AuditChain => ({
  async *rows(fromSeq = 1) {
    for (let next = fromSeq; ;) {
      const rows = await db
        .selectFrom('audit')
        .select(['seq', 'at', 'kind', 'actor', 'service', 'data', 'previousHash', 'hash', 'mac', 'about'])
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
})

export async function headOf(db: Database): Promise<AuditHead | null> {
  const head = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(ONE)
    .executeTakeFirst()
  return head ?? null
}

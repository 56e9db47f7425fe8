import type { AuditEntry } from '../kernel/audit/audit-entry.ts'
import type { RecordStores } from './record-world.ts'

/** What became of a record, as the audit log has it: the newest entries, oldest first. */
export interface History {
  readonly entries: readonly AuditEntry[]
  /** Older ones are in the log alone. */
  readonly isCut: boolean
}

const MOST_ENTRIES = 200

export async function historyOf(stores: Pick<RecordStores, 'auditPages'>, about: string): Promise<History> {
  const { entries, next } = await stores.auditPages.page({
    about,
    kinds: 'all-but-the-gate',
    limit: MOST_ENTRIES,
  })
  return { entries: entries.toReversed(), isCut: next !== null }
}

import { AUDIT_KINDS, type AuditEntry } from '../../core/kernel/audit/audit-entry.ts'
import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import { json, jsonObject, type RowOf, rowFormat, word } from './row.ts'

/** Those of an entry; what it is about is looked up by, and never read. */
export const AUDIT_COLUMNS = [
  'seq',
  'at',
  'kind',
  'actor',
  'service',
  'data',
  'previousHash',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[]

const { fromRow } = rowFormat<AuditEntry>('audit', 'seq', {
  kind: word(AUDIT_KINDS),
  data: json(jsonObject),
})

/** @throws CorruptRowError */
export const auditEntry = (row: Pick<StoredEntry, (typeof AUDIT_COLUMNS)[number]>): AuditEntry =>
  fromRow(row as RowOf<AuditEntry>)

import { AUDIT_KINDS, type AuditEntry } from '../../core/kernel/audit/audit-entry.ts'
import { json, jsonObject, rowFormat, word } from './row.ts'

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

export const { fromRow: auditEntry } = rowFormat<AuditEntry>('audit', 'seq', {
  kind: word(AUDIT_KINDS),
  data: json(jsonObject),
})

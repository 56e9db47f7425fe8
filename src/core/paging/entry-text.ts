import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'

/** A text of an entry's data; empty where it has none of that name. */
export function entryText({ data }: NewAuditEntry, name: string): string {
  const value = data[name]
  return typeof value === 'string' ? value : ''
}

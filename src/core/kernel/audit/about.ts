import type { Json, NewAuditEntry } from './audit-entry.ts'

/** Of the ids in an entry's data, the first of these names the record that it is about. */
const NAMES = [
  'request',
  'freeze',
  'incident',
  'transition',
  'rollout',
  'plan',
  'action',
  'alert',
  'rollback',
] as const

/**
 * The id of the record that an entry is about, so that its history is found: a request, a freeze, an incident. A period of a
 * scheduled freeze goes by its window's name and its beginning, as its run does. Null for what is about no record, and for the
 * gate's answers: pipelines ask again and again while a request waits, and what came of it is on record as grants.
 */
export function aboutOf({ kind, data }: Pick<NewAuditEntry, 'kind' | 'data'>): string | null {
  if (kind === 'gate') return null
  for (const name of NAMES) {
    const id = data[name]
    if (typeof id === 'string') return id
  }
  return windowPeriod(data)
}

function windowPeriod({ window, from }: { readonly [key: string]: Json }): string | null {
  if (typeof window !== 'string' || typeof from !== 'string') return null
  return `${window}/${Date.parse(from)}`
}

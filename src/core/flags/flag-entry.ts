import type { AuditKind, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { FlagChange } from './flag-change.ts'

/** What goes on record of a flag: which one, from what to what, why, and whether it was changed or only said. */
export function flagEntry(kind: AuditKind, change: FlagChange, actor: string, at: number): NewAuditEntry {
  const { rollback, provider, key, project, environment, notice, slo, why, mode, state } = change
  return {
    at,
    kind,
    actor,
    service: change.service,
    data: {
      rollback,
      flag: key,
      provider,
      project,
      environment,
      state,
      mode,
      from: change.before?.words ?? null,
      to: change.after?.words ?? null,
      notice,
      slo,
      why,
      ...(change.error !== null && { error: change.error }),
      ...(change.anyway && { anyway: true }),
    },
  }
}

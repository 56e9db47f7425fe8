import type { Logger } from 'pino'
import type { AuditKeys } from '../core/kernel/audit/audit-key.ts'
import { beginKey } from '../core/kernel/audit/begin-key.ts'
import type { Store } from '../adapters/store/store.ts'

/**
 * Puts on record that the log is signed with another key from here on, where it is, and says so. An unexpected one is for somebody
 * to look at: a log that was written anew begins without its key.
 */
export async function beginAuditKey(
  store: Store,
  keys: AuditKeys,
  now: number,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const begun = await beginKey(store, keys, now)
  if (begun === null) return
  const { from, previous, isPreviousKnown } = begun
  const facts = { from, previous }
  if (previous === null) logger.warn(facts, 'the audit log is signed from this entry on, and was not before')
  else if (isPreviousKnown) logger.warn(facts, 'the audit log is signed with another key from this entry on')
  else logger.warn(facts, 'the audit log was signed with a key that BUDGETEER_AUDIT_KEY_OLD does not hold')
}

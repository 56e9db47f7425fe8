import { OperatorError } from '../operator-error.ts'
import type { Transactor } from '../transaction.ts'
import type { AuditLog } from './audit-entry.ts'
import type { AuditKeys } from './audit-key.ts'
import { sealIn } from './seal.ts'
import type { AuditChain } from './stored-entry.ts'

interface KeyStores {
  readonly audit: Pick<AuditLog, 'append'>
  readonly auditChain: Pick<AuditChain, 'head' | 'newest'>
}

/** What came of a key at the start: it was in use already, or is from an entry on. */
export interface BegunKey {
  readonly from: number
  /** The key before it, by its name; null for none. */
  readonly previous: string | null
  /** Whether the key before is at hand, so that what it signed can be verified. */
  readonly isPreviousKnown: boolean
}

/**
 * Puts on record with which key the log is signed from here on, where that is news. A log that was signed is gone on with only
 * by a bot that signs.
 *
 * @throws OperatorError when the log is signed and there is no key
 */
export async function beginKey(
  store: Transactor<KeyStores>,
  { current, old }: AuditKeys,
  at: number,
): Promise<BegunKey | null> {
  return store.transaction(async ({ audit, auditChain }) => {
    const previous = await keyInUse(auditChain)
    if (current === null) {
      if (previous === null) return null
      throw new OperatorError(
        `the audit log is signed, with the key ${previous}, and BUDGETEER_AUDIT_KEY is not set`,
        'Set it to the key from before; where that is lost, set a new one: what was signed stays in the chain.',
      )
    }
    if (previous === current.id) return null
    const before = (await auditChain.head())?.seq ?? 0
    const [head] = await audit.append([
      {
        at,
        kind: 'audit_key',
        actor: 'budgeteer',
        service: '*',
        data: { key: current.id, previous, ...(previous === null && { unsigned: before }) },
      },
    ])
    return {
      from: head?.seq ?? before + 1,
      previous,
      isPreviousKnown: previous === null || previous === old?.id,
    }
  })
}

/** With which key the log is signed, by its name; null where it is not. */
export async function keyInUse(chain: Pick<AuditChain, 'newest'>): Promise<string | null> {
  const newest = await chain.newest('audit_key')
  if (newest !== null) return keyIn(newest.data)
  const sealed = await chain.newest('audit_sealed')
  return sealed === null ? null : (sealIn(sealed)?.key ?? null)
}

/** The name of the key in the data of an `audit_key` entry; null where somebody else wrote it. */
export function keyIn(data: string): string | null {
  try {
    const { key } = JSON.parse(data) as { readonly key?: unknown }
    return typeof key === 'string' ? key : null
  } catch {
    return null
  }
}

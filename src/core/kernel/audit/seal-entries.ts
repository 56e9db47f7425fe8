import { createHash } from 'node:crypto'
import type { Clock } from '../time/clock.ts'
import { DAY_MS } from '../time/duration.ts'
import type { Transactor } from '../transaction.ts'
import type { AuditHead, AuditLog } from './audit-entry.ts'
import { keyIn } from './begin-key.ts'
import { exportedEntry } from './exported-entry.ts'
import { sealData, sealIn } from './seal.ts'
import type { AuditChain, StoredEntry } from './stored-entry.ts'

interface SealStores {
  readonly audit: Pick<AuditLog, 'append'>
  readonly auditChain: AuditChain
}

export interface SealWorld {
  readonly store: Transactor<SealStores> & Pick<SealStores, 'auditChain'>
  readonly clock: Pick<Clock, 'now'>
}

/** Entries go together when the oldest is so much older than they are kept: a seal a week, not one an hour. */
const GATHERED_MS = 7 * DAY_MS
/** So many at once: others wait while they are removed. */
const MOST_AT_ONCE = 20_000

/**
 * Removes entries that are older than they are kept, and leaves a seal in the chain that says how many, which, and the digest of
 * what `audit export` printed of them. Answers how many were removed: call it again while that is not none.
 */
export async function sealEntries({ store, clock }: SealWorld, keptMs: number): Promise<number> {
  const at = clock.now()
  const olderThan = at - keptMs
  const aged = await agedEntries(store.auditChain, olderThan)
  if (aged === null) return 0
  return store.transaction(async ({ audit, auditChain }) => {
    // Somebody else may have sealed them meanwhile.
    if ((await auditChain.at(aged.first.seq))?.hash !== aged.first.hash) return 0
    await audit.append([
      { at, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data: sealData({ ...aged, olderThan }) },
    ])
    await auditChain.removeThrough(aged.last.seq)
    return aged.count
  })
}

interface Aged {
  readonly count: number
  readonly first: AuditHead
  readonly last: AuditHead
  readonly digest: string
  readonly key: string | null
}

/** The oldest entries, up to the first that is to be kept; null where the oldest is not old enough. */
async function agedEntries(chain: AuditChain, olderThan: number): Promise<Aged | null> {
  const sealed = await chain.newest('audit_sealed')
  const before = sealed === null ? null : sealIn(sealed)
  const digest = createHash('sha256')
  let key = before?.key ?? null
  let count = 0
  let first: AuditHead | null = null
  let last: AuditHead | null = null
  for await (const entry of chain.rows()) {
    if (first === null && entry.at >= olderThan - GATHERED_MS) return null
    // The newest seal, the key in use and the last anchor stay readable: each is in the entries that follow.
    if (entry.at >= olderThan || count === MOST_AT_ONCE) break
    digest.update(`${exportedEntry(entry)}\n`)
    if (entry.kind === 'audit_key') key = keyIn(entry.data)
    count += 1
    first ??= headOf(entry)
    last = headOf(entry)
  }
  return first === null || last === null ? null : { count, first, last, digest: digest.digest('hex'), key }
}

const headOf = ({ seq, hash }: StoredEntry): AuditHead => ({ seq, hash })

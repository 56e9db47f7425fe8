import { sealIn } from './seal.ts'
import type { AuditChain, StoredEntry } from './stored-entry.ts'
import { type Verification, verifyChain, type VerifiedAgainst } from './verify-chain.ts'

/** Verifies a log that may begin after a seal. `each` sees the entries go by. */
export async function verifyRecord(
  chain: Pick<AuditChain, 'rows' | 'newest'>,
  against: Omit<VerifiedAgainst, 'seal'> = {},
  each: (entries: AsyncIterable<StoredEntry>) => AsyncIterable<StoredEntry> = (entries) => entries,
): Promise<Verification> {
  const sealed = await chain.newest('audit_sealed')
  return verifyChain(each(chain.rows()), { ...against, seal: sealed === null ? null : sealIn(sealed) })
}

import { onTestFinished } from 'vitest'
import type { NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { auditKey } from '../../src/core/kernel/audit/audit-key.ts'
import { beginKey } from '../../src/core/kernel/audit/begin-key.ts'
import { chained } from '../../src/core/kernel/audit/chain.ts'
import { SHORTEST_AUDIT_RETENTION_MS, sealData } from '../../src/core/kernel/audit/seal.ts'
import type { VerifiedAgainst } from '../../src/core/kernel/audit/verify-chain.ts'
import { verifyRecord } from '../../src/core/kernel/audit/verify-record.ts'
import type { AttackedDatabase } from './attacked-databases.ts'
import { type Attacker, LENGTH, NOW } from './manipulations.ts'

export const KEY = auditKey('the key of the bot, which stands nowhere in its store')

export const anApproval = (at: number): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor: 'U0OMAR',
  service: 'checkout',
  data: { request: `r-${at}`, roles: ['sre'] },
})

/** A log of forty entries, of which the first five were removed under a seal, as somebody with the database finds it. */
export async function aLog(made: () => Promise<AttackedDatabase>, isSigned: boolean) {
  const { open, sql, rows, replace, dispose } = await made()
  onTestFinished(dispose)
  const key = isSigned ? KEY : null
  const store = await open(key)
  if (key !== null) await beginKey(store, { current: key, old: null }, 0)
  const begun = key === null ? 0 : 1
  await store.audit.append(Array.from({ length: 20 - begun }, (_, index) => anApproval(index + begun + 1)))
  const first = await store.auditChain.at(1)
  const last = await store.auditChain.at(5)
  if (first === null || last === null) throw new Error('a log of twenty')
  const olderThan = SHORTEST_AUDIT_RETENTION_MS
  const data = sealData({ count: 5, first, last, digest: 'f'.repeat(64), olderThan, key: key?.id ?? null })
  // Entry 20 stays one that people made: the seal is entry 33.
  await store.audit.append(Array.from({ length: 12 }, (_, index) => anApproval(index + 21)))
  await store.audit.append([{ at: NOW, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data }])
  await store.audit.append(Array.from({ length: LENGTH - 33 }, (_, index) => anApproval(NOW + index + 34)))
  await store.auditChain.removeThrough(5)
  await store.close()
  const own = auditKey('of another installation, which signs as well')
  const stranger = chained(
    null,
    [
      ...(key === null
        ? []
        : [{ at: 0, kind: 'audit_key', actor: 'budgeteer', service: '*', data: { key: own.id } } as const]),
      ...Array.from({ length: LENGTH }, (_, index) => ({ ...anApproval(index), service: 'elsewhere' })),
    ],
    key === null ? null : own,
  )
  const attacker: Attacker = { rows, sql, replace, stranger, stolenKey: key }
  const verify = async (against: Omit<VerifiedAgainst, 'seal'>) => {
    const opened = await open(key)
    try {
      return await verifyRecord(opened.auditChain, against)
    } finally {
      await opened.close()
    }
  }
  return { attacker, open: () => open(key), verify }
}

import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { auditKey, NO_AUDIT_KEYS } from '../../src/core/kernel/audit/audit-key.ts'
import { beginKey } from '../../src/core/kernel/audit/begin-key.ts'
import { chained } from '../../src/core/kernel/audit/chain.ts'
import { SHORTEST_AUDIT_RETENTION_MS, sealData } from '../../src/core/kernel/audit/seal.ts'
import type { VerifiedAgainst } from '../../src/core/kernel/audit/verify-chain.ts'
import { verifyRecord } from '../../src/core/kernel/audit/verify-record.ts'
import type { Witness } from '../../src/core/kernel/audit/witness.ts'
import { ATTACKED_DATABASES, type AttackedDatabase } from './attacked-databases.ts'
import { type Attacker, LENGTH, MANIPULATIONS, type Protection } from './manipulations.ts'

const KEY = auditKey('the key of the bot, which stands nowhere in its store')

const entry = (at: number): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor: 'U0OMAR',
  service: 'checkout',
  data: { request: `r-${at}`, roles: ['sre'] },
})

/** A log of forty entries, of which the first five were removed under a seal, as somebody with the database finds it. */
async function aLog(made: () => Promise<AttackedDatabase>, isSigned: boolean) {
  const { open, sql, rows, replace, dispose } = await made()
  onTestFinished(dispose)
  const key = isSigned ? KEY : null
  const store = await open(key)
  if (key !== null) await beginKey(store, { current: key, old: null }, 0)
  const begun = key === null ? 0 : 1
  await store.audit.append(Array.from({ length: 20 - begun }, (_, index) => entry(index + begun + 1)))
  const first = await store.auditChain.at(1)
  const last = await store.auditChain.at(5)
  if (first === null || last === null) throw new Error('a log of twenty')
  const olderThan = SHORTEST_AUDIT_RETENTION_MS
  const data = sealData({ count: 5, first, last, digest: 'f'.repeat(64), olderThan, key: key?.id ?? null })
  // Entry 20 stays one that people made: the seal is entry 33.
  await store.audit.append(Array.from({ length: 12 }, (_, index) => entry(index + 21)))
  await store.audit.append([
    { at: 2 * SHORTEST_AUDIT_RETENTION_MS, kind: 'audit_sealed', actor: 'budgeteer', service: '*', data },
  ])
  await store.audit.append(Array.from({ length: LENGTH - 33 }, (_, index) => entry(index + 34)))
  await store.auditChain.removeThrough(5)
  await store.close()
  const own = auditKey('of another installation, which signs as well')
  const stranger = chained(
    null,
    [
      ...(key === null
        ? []
        : [{ at: 0, kind: 'audit_key', actor: 'budgeteer', service: '*', data: { key: own.id } } as const]),
      ...Array.from({ length: LENGTH }, (_, index) => ({ ...entry(index), service: 'elsewhere' })),
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
  return { attacker, verify }
}

describe.each(ATTACKED_DATABASES)('on $database', ({ isHere, made }) => {
  async function problemsOf(protection: Protection, act: (attacker: Attacker) => Promise<void>) {
    const { attacker, verify } = await aLog(made, protection === 'key')
    const witnesses: Witness[] = (await attacker.rows())
      .filter(({ seq }) => protection === 'anchors' && seq % 10 === 0)
      .map(({ seq, hash }) => ({ seq, hash, where: `the anchor of entry ${seq}` }))
    await act(attacker)
    const keys = protection === 'key' ? { current: KEY, old: null } : NO_AUDIT_KEYS
    try {
      const found = await verify({ keys, witnesses })
      return found.intact ? [] : found.problems
    } catch (error) {
      return [(error as Error).message]
    }
  }

  describe.runIf(isHere).each<Protection>(['none', 'anchors', 'key'])(
    'at rest, with protection by %s',
    (protection) => {
      test('a log that nobody touched is whole', async () => {
        expect(await problemsOf(protection, () => Promise.resolve())).toEqual([])
      })

      test.each(MANIPULATIONS)('$name', async ({ act, named }) => {
        const [problem] = await problemsOf(protection, act)
        const expected = named[protection]
        if (expected === null) expect(problem).toBeUndefined()
        else expect(problem).toMatch(expected)
      })
    },
  )
})

import { expect, it } from 'vitest'
import type { AuditEntry, NewAuditEntry } from '../../../src/core/kernel/audit/audit-entry.ts'
import { FIRST_HASH } from '../../../src/core/kernel/audit/chain.ts'
import { verifyChain } from '../../../src/core/kernel/audit/verify-chain.ts'
import { onEachStore } from './each-store.ts'

const entry = (at: number): NewAuditEntry => ({
  at,
  kind: 'gate',
  actor: 'token:ci',
  service: 'api',
  data: { z: null, a: [1, 0.1, 'ü"\\', { deep: true }], m: -1e-7 },
})

onEachStore((current) => {
  const all = async (fromSeq?: number): Promise<readonly AuditEntry[]> => {
    const entries: AuditEntry[] = []
    for await (const each of current().audit.entries(fromSeq)) entries.push(each)
    return entries
  }

  it('hashes what is stored of a text that no database can hold', async () => {
    const { audit, auditChain } = current()
    await audit.append([{ ...entry(1), actor: 'user:\0x', service: 'a\ud800b', data: { text: 'c\0\ud800' } }])
    expect(await verifyChain(auditChain.rows())).toMatchObject({ intact: true, entries: 1 })
    expect(await all()).toMatchObject([
      { actor: 'user:\u{FFFD}x', service: 'a\u{FFFD}b', data: { text: 'c\0\ud800' } },
    ])
  })

  it('keeps entries as they were, numbered and chained', async () => {
    const { audit, auditChain } = current()
    const heads = [
      ...(await audit.append([entry(1), entry(2)])),
      ...(await audit.append([])),
      ...(await audit.append([entry(3)])),
    ]
    const [first, second, third] = await all()
    expect(heads).toMatchObject([first, second, third].map((each) => ({ seq: each?.seq, hash: each?.hash })))
    expect(await auditChain.head()).toEqual(heads.at(-1) && { seq: 3, hash: third?.hash })
    expect(first).toMatchObject({ ...entry(1), seq: 1, previousHash: FIRST_HASH })
    expect(second).toMatchObject({ ...entry(2), seq: 2, previousHash: first?.hash })
    expect(third).toMatchObject({ ...entry(3), seq: 3, previousHash: second?.hash })
    expect(await verifyChain(auditChain.rows())).toMatchObject({ intact: true, entries: 3 })
  })

  it('reads from any entry on, over pages', async () => {
    const { audit } = current()
    await audit.append(Array.from({ length: 1_203 }, (_, index) => entry(index)))
    expect((await all(2)).map(({ seq }) => seq)).toEqual(Array.from({ length: 1_202 }, (_, i) => i + 2))
    expect(await all(1_204)).toEqual([])
  })

  it('takes more entries at once than one statement takes variables for', async () => {
    const { audit, auditChain } = current()
    await audit.append(Array.from({ length: 5_000 }, (_, index) => entry(index)))
    expect(await verifyChain(auditChain.rows())).toMatchObject({ intact: true, entries: 5_000 })
  })

  it('continues from what was committed after a transaction was undone', async () => {
    const store = current()
    await store.audit.append([entry(1)])
    const undone = store.transaction(async ({ audit }) => {
      await audit.append([entry(2), entry(3)])
      throw new Error('changed my mind')
    })
    await expect(undone).rejects.toThrow('changed my mind')
    await store.audit.append([entry(4)])
    expect((await all()).map(({ seq, at }) => [seq, at])).toEqual([
      [1, 1],
      [2, 4],
    ])
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true, entries: 2 })
  })

  it('stays one chain under concurrent appends', async () => {
    const { audit, auditChain } = current()
    await Promise.all(Array.from({ length: 200 }, (_, index) => audit.append([entry(index), entry(index)])))
    expect(await verifyChain(auditChain.rows())).toMatchObject({ intact: true, entries: 400 })
  })
})

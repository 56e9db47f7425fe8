import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { auditKeys } from '../../../../src/core/kernel/audit/audit-key.ts'
import { beginKey } from '../../../../src/core/kernel/audit/begin-key.ts'
import { exportedEntry } from '../../../../src/core/kernel/audit/exported-entry.ts'
import { SHORTEST_AUDIT_RETENTION_MS as KEPT_MS } from '../../../../src/core/kernel/audit/seal.ts'
import { sealEntries } from '../../../../src/core/kernel/audit/seal-entries.ts'
import { verifyRecord } from '../../../../src/core/kernel/audit/verify-record.ts'
import { DAY_MS } from '../../../../src/core/kernel/time/duration.ts'
import { TestClock } from '../../../support/test-clock.ts'

const KEYS = auditKeys('a key under which entries are sealed', null)

/** A log with an entry a day. */
async function aLog(days: number, keys = KEYS) {
  const store = await openStore({ path: ':memory:', auditKey: keys.current })
  onTestFinished(() => store.close())
  const clock = new TestClock(days * DAY_MS)
  await beginKey(store, keys, 0)
  await store.audit.append(
    Array.from({ length: days }, (_, day) => ({
      at: day * DAY_MS,
      kind: day % 2 === 0 ? ('gate' as const) : ('approval' as const),
      actor: 'U1',
      service: 'api',
      data: { request: `r-${day}` },
    })),
  )
  const exported = async () => {
    const lines: string[] = []
    for await (const entry of store.auditChain.rows()) lines.push(`${exportedEntry(entry)}\n`)
    return lines
  }
  return { store, clock, exported, seal: () => sealEntries({ store, clock }, KEPT_MS) }
}

test('entries that are older than they are kept go under a seal, which the log goes on from', async () => {
  const { store, exported, seal } = await aLog(420)
  const before = await exported()
  // The entry of the key, and those of the days 0 to 19.
  expect(await seal()).toBe(21)
  expect(await seal()).toBe(0)
  const found = await verifyRecord(store.auditChain, { keys: KEYS, keyedFrom: 1 })
  const digest = createHash('sha256').update(before.slice(0, 21).join('')).digest('hex')
  expect(found).toMatchObject({
    intact: true,
    entries: 401,
    lastSeq: 422,
    keyed: { checked: 401, unchecked: 0 },
    seal: { seq: 422, count: 21, first: { seq: 1 }, last: { seq: 21 }, digest, key: KEYS.current?.id },
  })
  expect(await exported()).toEqual([...before.slice(21), expect.stringContaining('"audit_sealed"')])
})

test('a later seal goes on from the one before', async () => {
  const { store, clock, seal } = await aLog(420)
  await seal()
  clock.advance(5 * DAY_MS)
  expect(await seal()).toBe(0)
  clock.advance(10 * DAY_MS)
  expect(await seal()).toBe(15)
  expect(await verifyRecord(store.auditChain, { keys: KEYS })).toMatchObject({
    intact: true,
    seal: { count: 15, first: { seq: 22 }, last: { seq: 36 } },
  })
  expect(await beginKey(store, KEYS, clock.now())).toBeNull()
})

test('none is removed before it is old enough', async () => {
  const { store, seal } = await aLog(405)
  expect(await seal()).toBe(0)
  expect(await store.auditChain.at(1)).not.toBeNull()
})

test('a log that begins later is found in by time, by number, and counted', async () => {
  const { store, seal } = await aLog(420)
  await seal()
  expect(await store.auditPages.count()).toBe(401)
  const page = (from: number, until: number) =>
    store.auditPages.page({ kinds: 'all', from: from * DAY_MS, until: until * DAY_MS, limit: 10 })
  expect((await page(0, 23)).entries.map(({ seq }) => seq)).toEqual([24, 23, 22])
  expect((await page(100, 102)).entries.map(({ seq }) => seq)).toEqual([103, 102])
  expect(await page(0, 10)).toMatchObject({ entries: [], next: null })
})

test('what was kept of a sealed entry is said to be not comparable; of the last one it is compared', async () => {
  const { store, seal } = await aLog(420)
  const [third, last] = [await store.auditChain.at(3), await store.auditChain.at(21)]
  await seal()
  const witnesses = [third, last].map((entry) => ({
    seq: entry?.seq ?? 0,
    hash: entry?.hash ?? '',
    where: 'a pipeline',
  }))
  expect(await verifyRecord(store.auditChain, { witnesses })).toMatchObject({
    intact: true,
    witnesses: { agreed: 1, sealed: 1 },
  })
})

import { describe, expect, test } from 'vitest'
import type { NewAuditEntry } from '../../../../src/core/kernel/audit/audit-entry.ts'
import { chained, FIRST_HASH } from '../../../../src/core/kernel/audit/chain.ts'
import type { StoredEntry } from '../../../../src/core/kernel/audit/stored-entry.ts'
import { verifyChain } from '../../../../src/core/kernel/audit/verify-chain.ts'

const entry = (at: number): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor: 'U0OMAR',
  service: 'inference-gateway',
  data: { request: `r-${at}`, roles: ['sre'] },
})

const LOG = chained(null, [entry(1), entry(2), entry(3)])

async function* each(entries: readonly StoredEntry[]): AsyncIterable<StoredEntry> {
  for (const one of entries) yield await Promise.resolve(one)
}

describe('a chain', () => {
  test('that is whole is intact', async () => {
    const unsigned = {
      keyed: { from: null, key: null, checked: 0, unchecked: 0, comparedFrom: null },
      seal: null,
    }
    const unseen = { witnesses: { agreed: 0, sealed: 0 } }
    expect(await verifyChain(each(LOG))).toEqual({
      intact: true,
      entries: 3,
      lastSeq: 3,
      lastHash: LOG[2]?.hash,
      ...unsigned,
      ...unseen,
    })
    expect(await verifyChain(each([]))).toMatchObject({ intact: true, entries: 0, lastHash: FIRST_HASH })
  })

  const [first, second, third] = LOG
  if (first === undefined || second === undefined || third === undefined) throw new Error('a log of three')
  const changed = 'entry 2 was changed after it was written'
  test.each<{ damage: string; entries: readonly StoredEntry[]; problem: string }>([
    {
      damage: 'an entry was changed',
      entries: [first, { ...second, actor: 'U0MALLORY' }, third],
      problem: changed,
    },
    { damage: 'its data was changed', entries: [first, { ...second, data: '{}' }, third], problem: changed },
    {
      damage: 'a space was put into its data',
      entries: [first, { ...second, data: second.data.replace(':', ': ') }, third],
      problem: changed,
    },
    {
      damage: 'a key of its data stands twice, of which readers see the second',
      entries: [first, { ...second, data: second.data.replace('{', '{"request":"r-9",') }, third],
      problem: changed,
    },
    {
      damage: 'its data is no text any more',
      entries: [first, { ...second, data: Buffer.from(second.data) as unknown as string }, third],
      problem: changed,
    },
    {
      damage: 'an entry was filed under another record, where nobody looks for it',
      entries: [first, { ...second, about: 'r-1' }, third],
      problem: 'entry 2 is filed under another record than its own',
    },
    { damage: 'an entry is gone', entries: [first, third], problem: 'entry 2 is missing' },
    { damage: 'the first is gone', entries: [second, third], problem: 'entry 1 is missing' },
    { damage: 'two changed places', entries: [first, third, second], problem: 'entry 2 is missing' },
    {
      damage: 'an entry was replaced, with a hash of its own',
      entries: [first, ...chained(first, [entry(9)]), third],
      problem: 'entry 3 does not continue entry 2',
    },
    {
      damage: 'one was put in between',
      entries: [first, second, second, third],
      problem: 'entry 3 is missing',
    },
  ])('is broken when $damage', async ({ entries, problem }) => {
    expect(await verifyChain(each(entries))).toMatchObject({ intact: false, problem })
  })
})

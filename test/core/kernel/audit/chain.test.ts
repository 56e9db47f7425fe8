import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEntry, Json, NewAuditEntry } from '../../../../src/core/kernel/audit/audit-entry.ts'
import {
  canonicalJson,
  chained,
  FIRST_HASH,
  hashOf,
  verifyChain,
} from '../../../../src/core/kernel/audit/chain.ts'

test.each<{ given: string; value: Json; text: string }>([
  { given: 'keys in any order', value: { b: 1, a: { d: 2, c: 3 } }, text: '{"a":{"c":3,"d":2},"b":1}' },
  { given: 'keys that are numbers', value: { 9: [1], 10: [2] }, text: '{"10":[2],"9":[1]}' },
  { given: 'keys in order', value: { a: { c: 3, d: 2 }, b: 1 }, text: '{"a":{"c":3,"d":2},"b":1}' },
  { given: 'lists in their order', value: [3, 1, 2], text: '[3,1,2]' },
  { given: 'texts with quotes and umlauts', value: 'said "nö"', text: '"said \\"nö\\""' },
  { given: 'nothing', value: null, text: 'null' },
  { given: 'empty things', value: [{}, [], ''], text: '[{},[],""]' },
])('$given have one canonical text: $text', ({ value, text }) => {
  expect(canonicalJson(value)).toBe(text)
})

test('the canonical text reads back as the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 2 }), (value) => {
      const text = canonicalJson(value as Json)
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

const entry = (at: number): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor: 'U0OMAR',
  service: 'inference-gateway',
  data: { request: `r-${at}`, roles: ['sre'] },
})

const LOG = chained(undefined, [entry(1), entry(2), entry(3)])

async function* each(entries: readonly AuditEntry[]): AsyncIterable<AuditEntry> {
  for (const one of entries) yield await Promise.resolve(one)
}

test('the hash is SHA-256 over the canonical text of everything but itself, whatever stands in it', () => {
  const anyEntry = fc.record({
    seq: fc.nat(),
    at: fc.nat(),
    kind: fc.constantFrom('gate' as const, 'transition' as const),
    actor: fc.string({ unit: 'binary' }),
    service: fc.string(),
    data: fc.dictionary(fc.string(), fc.jsonValue()),
    previousHash: fc.constant(FIRST_HASH),
  })
  fc.assert(
    fc.property(anyEntry, (given) => {
      const entry = { ...given, data: given.data as AuditEntry['data'] }
      expect(hashOf(entry)).toBe(hash('sha256', canonicalJson(entry), 'hex'))
    }),
  )
})

describe('a chain', () => {
  test('begins with 64 zeros, counts from 1, and goes on from where it was', () => {
    expect(LOG.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(LOG[0]?.previousHash).toBe(FIRST_HASH)
    expect(chained(LOG[1], [entry(3)])).toEqual(LOG.slice(2))
  })

  test('that is whole is intact', async () => {
    expect(await verifyChain(each(LOG))).toEqual({ intact: true, entries: 3, lastHash: LOG[2]?.hash })
    expect(await verifyChain(each([]))).toEqual({ intact: true, entries: 0, lastHash: FIRST_HASH })
  })

  const [first, second, third] = LOG
  if (first === undefined || second === undefined || third === undefined) throw new Error('a log of three')
  const changed: AuditEntry = { ...second, actor: 'U0MALLORY' }
  test.each([
    {
      damage: 'an entry was changed',
      entries: [first, changed, third],
      problem: 'entry 2 was changed after it was written',
    },
    {
      damage: 'its data was changed',
      entries: [first, { ...second, data: {} }, third],
      problem: 'entry 2 was changed after it was written',
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

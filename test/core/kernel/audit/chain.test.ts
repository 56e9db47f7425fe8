import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEntry, Json, NewAuditEntry } from '../../../../src/core/kernel/audit/audit-entry.ts'
import { auditKey } from '../../../../src/core/kernel/audit/audit-key.ts'
import { canonicalJson, chained, FIRST_HASH, hashOf } from '../../../../src/core/kernel/audit/chain.ts'

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

const LOG = chained(null, [entry(1), entry(2), entry(3)])

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
      expect(hashOf({ ...entry, data: canonicalJson(entry.data) })).toBe(
        hash('sha256', canonicalJson(entry), 'hex'),
      )
    }),
  )
})

describe('a chain', () => {
  test('begins with 64 zeros, counts from 1, and goes on from where it was', () => {
    expect(LOG.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(LOG[0]?.previousHash).toBe(FIRST_HASH)
    expect(chained(LOG[1] ?? null, [entry(3)])).toEqual(LOG.slice(2))
  })

  test('has a keyed hash beside each hash where there is a key, another with each key', () => {
    const [first, second] = ['of the bot', 'of somebody else'].map((secret) => auditKey(secret.repeat(4)))
    const macs = [first, second].map((key) => chained(null, [entry(1), entry(2)], key).map(({ mac }) => mac))
    expect(new Set(macs.flat()).size).toBe(4)
    expect(macs.flat().every((mac) => /^[0-9a-f]{64}$/.test(mac ?? ''))).toBe(true)
    expect(first?.id).not.toBe(second?.id)
    expect(LOG.map(({ mac }) => mac)).toEqual([null, null, null])
  })
})

import { expect, test } from 'vitest'
import { AUDIT_KINDS, type AuditKind, type Json } from '../../../src/core/kernel/audit/audit-entry.ts'
import { entryWords } from '../../../src/core/records/entry-words.ts'

test.each(AUDIT_KINDS)('%s is told in words, also of data that an older version wrote', (kind) => {
  const words = entryWords(kind, {})
  expect(words).toMatch(/^[a-z]/)
  expect(words).not.toMatch(/undefined|null|\[object|NaN/)
})

const rows: readonly (readonly [AuditKind, { readonly [fact: string]: Json }, string])[] = [
  [
    'transition',
    { from: 'HEALTHY', to: 'CRITICAL', remaining: 0.18 },
    'moved the level from HEALTHY to CRITICAL, with 18% of the budget left',
  ],
  [
    'request_opened',
    { change: 'feature', revision: 'v2', decision: 'needs-approval' },
    'opened a request of feature at v2: it needs approval',
  ],
  ['rejection', { reason: 'Not today.' }, 'rejected the request: Not today.'],
  ['grant_used', { run: 'r-7', attempt: 2 }, 'deployed on the grant, run r-7, attempt 2'],
  ['gate', { allowed: true, change: 'feature', revision: null }, 'asked the gate of feature: allowed'],
  [
    'incident_cost',
    { costRatio: 0.139, slo: 'latency' },
    'worked out what it cost: 13.9% of the budget of latency',
  ],
  ['incident_cost', { costRatio: null, slo: null }, 'worked out what it cost: not known'],
  [
    'incident_corrected',
    {
      before: { startedAt: '2026-03-02T10:00:00.000Z', endedAt: null },
      after: { startedAt: '2026-03-02T10:00:00.000Z', endedAt: '2026-03-02T10:30:00.000Z' },
    },
    'corrected its times, 2026-03-02 10:00 – now to 2026-03-02 10:00 – 2026-03-02 10:30 UTC',
  ],
  ['stakeholders', { people: ['U1', 'U2'] }, 'named who watches deployments: U1, U2'],
]
test.each(rows)('%s, %o', (kind, data, words) => {
  expect(entryWords(kind, data)).toBe(words)
})

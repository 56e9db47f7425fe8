import { expect, test } from 'vitest'
import { aboutOf } from '../../../../src/core/kernel/audit/about.ts'
import type { NewAuditEntry } from '../../../../src/core/kernel/audit/audit-entry.ts'

const rows: readonly (readonly [NewAuditEntry['kind'], NewAuditEntry['data'], string | null])[] = [
  ['approval', { request: 'r-1', level: 'HEALTHY' }, 'r-1'],
  ['rollout_started', { rollout: 'ro-1', request: 'r-1' }, 'r-1'],
  ['rollout_started', { rollout: 'ro-1', request: null }, 'ro-1'],
  ['postmortem', { postmortem: 'p-1', freeze: 'c-1' }, 'c-1'],
  ['transition', { transition: 't-1' }, 't-1'],
  ['freeze_window', { window: 'year-end', from: '2026-12-20T18:00:00.000Z' }, 'year-end/1797789600000'],
  ['gate', { request: 'r-1' }, null],
  ['configuration', { hash: 'abc' }, null],
]
test.each(rows)('%s with %o is about %s', (kind, data, about) => {
  expect(aboutOf({ kind, data })).toBe(about)
})

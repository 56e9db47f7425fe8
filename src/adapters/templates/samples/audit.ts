import type { AuditMessage } from '../../../core/kernel/audit/messages.ts'
import { AT, type SamplesOf, words } from './sample.ts'

export const AUDIT_SAMPLES: SamplesOf<AuditMessage> = {
  'audit-broken': [
    { kind: 'audit-broken', at: AT, problem: 'entry 20 is missing', entry: 812 },
    { kind: 'audit-broken', at: AT, problem: words(600), entry: 123_456_789 },
  ],
  'audit-anchors': [{ kind: 'audit-anchors', month: '2025-10' }],
  'audit-anchor': [{ kind: 'audit-anchor', seq: 123_456_789, hash: '3f'.repeat(32), at: AT }],
}

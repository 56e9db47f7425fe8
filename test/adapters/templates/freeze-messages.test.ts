import { expect, test } from 'vitest'
import type {
  CorrectnessAnnouncement,
  FreezeAnnouncement,
  FreezeEnded,
  PostmortemNotice,
} from '../../../src/core/freezes/messages.ts'
import { renderer } from './shipped.ts'

const FREEZE: FreezeAnnouncement = {
  kind: 'freeze-announcement',
  name: null,
  services: ['ML Inference Gateway'],
  links: [],
  reason: 'Launch <week>',
  declaredBy: 'U0SRE',
  since: '2025-10-23T12:00:00.000Z',
  until: '2025-10-24T06:00:00.000Z',
  timeZone: 'UTC',
  at: '2025-10-23T12:00:00.000Z',
  blocks: [],
  passes: ['P0 hotfix', 'Logging change'],
  inShadow: [],
  isLate: false,
  endedAt: null,
  endedBy: null,
}
const INCIDENT: CorrectnessAnnouncement = {
  kind: 'correctness-incident',
  incidentId: 'c_1',
  service: 'inference-gateway',
  serviceTitle: 'ML Inference Gateway',
  what: 'Duplicate ids',
  links: [],
  declaredBy: 'U0SRE',
  since: '2025-10-23T12:00:00.000Z',
  timeZone: 'UTC',
  at: '2025-10-23T12:00:00.000Z',
  fixes: ['P0 hotfix'],
  endedAt: null,
  endedBy: null,
  prompts: [],
}
const ENDED: FreezeEnded = {
  kind: 'freeze-ended',
  others: [],
  what: 'declared',
  services: ['ML Inference Gateway'],
  by: 'U0SRE',
  isLate: false,
  at: '2025-10-23T13:00:00.000Z',
  timeZone: 'UTC',
}

test('a declared freeze says what, why, who, until when, and what still passes', () => {
  expect(renderer.text(FREEZE)).toBe(`🧊 DEPLOYMENT FREEZE
Services: ML Inference Gateway
Reason: Launch &lt;week&gt;
Declared by: <@U0SRE>
From: 12:00 UTC
Until: 2025-10-24 06:00 UTC

❌ Deployments: BLOCKED
✅ As the policy's freeze says: P0 hotfix, Logging change`)
})

test('its head says that it is over', () => {
  const text = renderer.text({ ...FREEZE, endedAt: '2025-10-23T13:00:00.000Z', endedBy: 'U0SRE' })
  expect(text.split('\n')[0]).toBe('🧊 DEPLOYMENT FREEZE - ENDED 13:00 UTC')
  expect(text).toContain('Lifted by <@U0SRE>')
})

test('a scheduled freeze of change types names them, and that it comes late', () => {
  const window = {
    name: 'year-end',
    services: [],
    declaredBy: null,
    blocks: ['Feature release'],
    passes: [],
    isLate: true,
  }
  expect(renderer.text({ ...FREEZE, ...window })).toBe(`🧊 SCHEDULED DEPLOYMENT FREEZE
Services: all
Reason: Launch &lt;week&gt;
Freeze: year-end
From: 12:00 UTC
Until: 2025-10-24 06:00 UTC

⏰ This comes late: Budgeteer was away when it began.

❌ BLOCKED: Feature release
✅ Everything else: as the policy says`)
})

test('a correctness incident asks the questions of the policy document', () => {
  expect(renderer.text(INCIDENT)).toBe(`🚨 CORRECTNESS INCIDENT (P0): ML Inference Gateway
What: Duplicate ids
Declared by: <@U0SRE>
Since: 12:00 UTC

This is no error budget problem: data is wrong. Questions to answer:
• Which records are affected?
• How are they repaired?
• Which code change caused it?

❌ Deployments: BLOCKED until the postmortem is filed
✅ The fix: P0 hotfix`)
})

test.each<[string, Partial<FreezeEnded>, string]>([
  [
    'lifted by hand',
    {},
    '🔚 The freeze has ended for ML Inference Gateway: lifted by <@U0SRE>. The level of each service decides again.',
  ],
  [
    'over by time, and late',
    { services: [], by: null, isLate: true },
    '🔚 The freeze has ended for all services: its time was over 2025-10-23 13:00 UTC. The level of each service decides again.\n⏰ This comes late: Budgeteer was away when it ended.',
  ],
  [
    'over by the calendar',
    { what: 'window', services: ['A', 'B'], by: null },
    '🔚 The scheduled freeze has ended for 2 services: its time was over 2025-10-23 13:00 UTC. The level of each service decides again.',
  ],
  [
    'over by a postmortem',
    { what: 'correctness' },
    '🔚 The correctness incident is over for ML Inference Gateway: the postmortem was filed by <@U0SRE>. The level of each service decides again.',
  ],
])('the end of what was %s', (_sentence, ended, expected) => {
  const content: FreezeEnded = Object.assign({}, ENDED, ended)
  expect(renderer.text(content)).toBe(expected)
})

test('a postmortem is told with its answers', () => {
  const notice: PostmortemNotice = {
    kind: 'postmortem-filed',
    serviceTitle: 'ML Inference Gateway',
    author: 'U0OWNER',
    content: 'https://wiki.example.com/1',
    level: 'EXHAUSTED',
    answers: null,
  }
  const text = renderer.text(notice)
  expect(text).toBe(
    '📄 Postmortem filed: ML Inference Gateway (EXHAUSTED), by <@U0OWNER>\nhttps://wiki.example.com/1',
  )
  const answers = { records: 'Orders 1 to 7', repair: 'Renumbered', cause: 'abc1234' }
  expect(renderer.text({ ...notice, answers })).toContain('Which code change caused it?\nabc1234')
})

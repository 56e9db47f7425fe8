import { describe, expect, test } from 'vitest'
import type {
  ApprovalRequestMessage,
  RequestFacts,
  RequestNotice,
} from '../../../src/core/requests/messages.ts'
import { recognised } from '../../../src/adapters/templates/known-facts.ts'
import type { MessageContent } from '../../../src/core/kernel/outbox/owed-message.ts'
import { UnknownContent, TemplateError } from '../../../src/adapters/templates/message-errors.ts'
import type { TransitionDigest } from '../../../src/core/poll/messages.ts'
import type { FreezeUpdate } from '../../../src/core/freezes/messages.ts'
import { AT, EXAMPLES } from './an-announcement.ts'
import { renderer } from './shipped.ts'

const REQUEST: RequestFacts = {
  requestId: 'r_81hd',
  service: 'inference-gateway',
  serviceTitle: 'ML Inference Gateway',
  change: 'feature',
  changeTitle: 'Feature release',
  risk: 'medium',
  riskTitle: 'Medium',
  revision: 'v1.2.4',
  environment: 'production',
  summary: 'Faster <batching> & retries',
  requestedBy: 'U0DEV',
  requestedAt: AT,
  expiresAt: '2025-10-24T12:00:00.000Z',
  state: 'open',
  standing: 'open',
  end: null,
  supersededBy: null,
  grant: null,
  textChanges: [],
  level: 'WARNING',
  remainingRatio: 0.42,
  young: null,
  explanation: 'A feature release at WARNING needs a service owner and a senior engineer.',
  rule: 'levels.WARNING.changes.feature',
  policyVersion: '1.0+3fa2b1c9',
  answers: [
    { title: 'Rollback plan', text: 'helm rollback' },
    { title: 'Automated tests passing', text: 'yes' },
  ],
  missingRequirements: ['Monitoring plan for 24 hours'],
  seats: [
    { role: 'service-owner', roleTitle: 'Service owner', count: 1, filledBy: ['U0OWNER'] },
    { role: 'senior-engineer', roleTitle: 'Senior engineer', count: 2, filledBy: [] },
  ],
  rejection: null,
  way: null,
  wayTitle: null,
  wayCount: null,
  documents: [],
}

test('an approval request names who asked, what is filled and what is missing', () => {
  const content: ApprovalRequestMessage = { kind: 'approval-request', request: REQUEST, prompts: [] }
  expect(renderer.text(content)).toBe(`🚢 Deploy request: Feature release
Service: ML Inference Gateway - WARNING (42%)
Revision: v1.2.4 to production
Risk: Medium
Requested by: <@U0DEV>, 2025-10-23 12:00 UTC
Summary: Faster &lt;batching&gt; &amp; retries

A feature release at WARNING needs a service owner and a senior engineer.
Rule: levels.WARNING.changes.feature (policy 1.0+3fa2b1c9)

Approvals:
✅ Service owner: 1 of 1 <@U0OWNER>
⬜ Senior engineer: 0 of 2

Requirements met:
• Rollback plan: helm rollback
• Automated tests passing

Still missing:
• Monitoring plan for 24 hours

Request r_81hd, expires 2025-10-24 12:00 UTC`)
})

const NEEDED = 'A feature release at WARNING needs a service owner and a senior engineer.'

const GRANT: RequestFacts['grant'] = {
  expiresAt: '2025-10-24T12:00:00.000Z',
  uses: [],
  voidedAt: null,
  voidedBy: null,
}
const USE = { at: AT, token: 'ci', run: '4711', attempt: 1 }

test.each<[RequestFacts['standing'], string, string, Partial<RequestFacts>]>([
  ['granted', '✅ Deploy request granted: Feature release', NEEDED, { grant: null }],
  [
    'granted',
    '✅ Deploy request granted: Feature release',
    `${NEEDED} Its grant is unused; it expires 2025-10-24 12:00 UTC.`,
    { grant: GRANT },
  ],
  [
    'used',
    '☑️ Deploy request used: Feature release',
    'The gate let it through, and its grant is used up:',
    { state: 'granted', grant: { ...GRANT, uses: [USE, { ...USE, attempt: 2 }] } },
  ],
  [
    'lapsed',
    '⌛ Deploy request over, its grant expired unused: Feature release',
    'Nobody deployed it in time: its grant expired unused 2025-10-24 12:00 UTC.',
    { state: 'granted', grant: GRANT },
  ],
  [
    'superseded',
    '♻️ Deploy request superseded: Feature release',
    '<@U0DEV> asked again, at another risk: request r_9 took its place 2025-10-23 12:00 UTC.',
    { state: 'cancelled', supersededBy: 'r_9', end: { at: AT, by: 'U0DEV' } },
  ],
  [
    'rejected',
    '❌ Deploy request rejected: Feature release',
    'Rejected by <@U0SRE> 2025-10-23 12:00 UTC: not &lt;today&gt;',
    { end: { at: AT, by: 'U0SRE' }, rejection: { userId: 'U0SRE', reason: 'not <today>' } },
  ],
  [
    'cancelled',
    '🗑️ Deploy request cancelled: Feature release',
    'Withdrawn by <@U0DEV> 2025-10-23 12:00 UTC.',
    { end: { at: AT, by: 'U0DEV' } },
  ],
  [
    'expired',
    '⌛ Deploy request expired: Feature release',
    'It was not approved in time: it expired 2025-10-23 12:00 UTC.',
    { end: { at: AT, by: null } },
  ],
  [
    'voided',
    '🚫 Deploy request voided: Feature release',
    `Voided by Budgeteer 2025-10-23 12:00 UTC: the level that the service is at now cancels planned deployments. ${NEEDED}`,
    { end: { at: AT, by: null } },
  ],
])(
  'a request that was %s says so first, and why; it lacks nothing and expires no more',
  (standing, line, why, facts) => {
    const request: RequestFacts = { ...REQUEST, standing, state: 'granted', ...facts }
    const lines = renderer.text({ kind: 'approval-request', request, prompts: [] }).split('\n')
    expect(lines[0]).toBe(line)
    expect(lines[7]).toBe(why)
    expect(lines).not.toContain('Still missing:')
    expect(lines.at(-1)).toBe('Request r_81hd')
  },
)

test('a used request says for which pipeline, run and attempt', () => {
  const grant = { ...GRANT, uses: [USE, { ...USE, attempt: 2 }, { ...USE, run: null }] }
  const request: RequestFacts = { ...REQUEST, state: 'granted', standing: 'used', grant }
  const text = renderer.text({ kind: 'approval-request', request, prompts: [] })
  expect(text).toContain(`used up:
• 2025-10-23 12:00 UTC, for the pipeline ci, run 4711
• 2025-10-23 12:00 UTC, for the pipeline ci, run 4711, attempt 2
• 2025-10-23 12:00 UTC, for the pipeline ci
Rule:`)
})

test('a text that was changed names those whose approvals no longer count', () => {
  const textChanges = [{ title: 'Rollback plan', at: AT, voided: ['U0OWNER', 'U0SRE'] }]
  const request: RequestFacts = { ...REQUEST, textChanges }
  expect(renderer.text({ kind: 'approval-request', request, prompts: [] })).toContain(
    '✏️ Rollback plan was changed 2025-10-23 12:00 UTC; no longer counts: the earlier approval of <@U0OWNER> <@U0SRE>',
  )
  const notice: RequestNotice = {
    kind: 'request-notice',
    event: 'text-changed',
    request,
    grantExpiresAt: null,
    prompts: [],
  }
  expect(renderer.text(notice)).toContain(
    'Rollback plan is another text than the one that was approved. No longer counts: the earlier approval of <@U0OWNER> <@U0SRE>. Please read it again.',
  )
})

test('of many changed texts the newest are shown, and the others counted', () => {
  const textChanges = ['Summary', 'Test plan', 'Rollback plan', 'Monitoring', 'Root cause'].map((title) => ({
    title,
    at: AT,
    voided: [],
  }))
  const request: RequestFacts = { ...REQUEST, textChanges }
  const changed = ['Root cause', 'Monitoring', 'Rollback plan'].map(
    (title) => `✏️ ${title} was changed 2025-10-23 12:00 UTC`,
  )
  expect(renderer.text({ kind: 'approval-request', request, prompts: [] })).toContain(
    [...changed, '… and 2 earlier'].join('\n'),
  )
  const notice = { kind: 'request-notice', event: 'text-changed', grantExpiresAt: null, prompts: [] } as const
  expect(renderer.text({ ...notice, request })).toContain('Root cause is another text than')
})

describe('a notice', () => {
  test.each<[RequestNotice['event'], string, string]>([
    [
      'granted',
      '✅ Granted: Feature release',
      'May be deployed until 2025-10-24 00:00 UTC, as long as the level does not get worse.',
    ],
    ['rejected', '❌ Rejected: Feature release', 'Rejected by <@U0SRE>: not &lt;today&gt;'],
    ['cancelled', '🗑️ Cancelled: Feature release', 'Nothing more needs to be done.'],
    [
      'expired',
      '⌛ Expired: Feature release',
      'It was not approved in time. Ask again with /deploy request.',
    ],
    [
      'voided',
      '🚫 Voided: Feature release',
      'The level that the service is at now cancels planned deployments.',
    ],
    ['blocked-now', '⛔ Blocked now: Feature release', 'The gate does not accept the grant now.'],
    [
      'allowed-again',
      '🟢 Allowed again: Feature release',
      'The grant opens the gate again, until 2025-10-24 00:00 UTC.',
    ],
    [
      'reopened',
      '🔄 Open again: Feature release',
      'Its grant is void: what it was given on no longer suffices. It collects approvals again, until 2025-10-24 12:00 UTC.',
    ],
  ])('that it was %s', (event, first, told) => {
    const isOver = event === 'rejected' || event === 'cancelled' || event === 'expired'
    const content: RequestNotice = {
      kind: 'request-notice',
      event,
      request: { ...REQUEST, rejection: { userId: 'U0SRE', reason: 'not <today>' } },
      grantExpiresAt: '2025-10-24T00:00:00.000Z',
      prompts: [],
    }
    expect(renderer.text(content)).toBe(`${first}
Service: ML Inference Gateway - WARNING (42%)
Revision: v1.2.4 to production
Requested by: <@U0DEV>

${told}

${isOver ? '' : `${NEEDED}\n`}Rule: levels.WARNING.changes.feature (policy 1.0+3fa2b1c9)

Request r_81hd`)
  })
})

test.each<[FreezeUpdate['event'], string, string | null, string]>([
  ['ended', 'WARNING', null, '🔚 This freeze has ended: ML Inference Gateway is at WARNING now.'],
  [
    'incident',
    'HighErrorRate <b>',
    'U0SRE',
    '📝 Incident: HighErrorRate &lt;b&gt; - ML Inference Gateway, entered by <@U0SRE>',
  ],
  ['incident-commander', '', 'U0SRE', '👤 Incident Commander: <@U0SRE> - ML Inference Gateway'],
  [
    'war-room',
    'https://zoom.us/j/1?a=1&b=2',
    'U0SRE',
    '📞 War room: https://zoom.us/j/1?a=1&amp;b=2 - ML Inference Gateway, set by <@U0SRE>',
  ],
])('an update of a freeze: %s', (event, text, userId, expected) => {
  const content: FreezeUpdate = {
    kind: 'freeze-update',
    service: 'inference-gateway',
    serviceTitle: 'ML Inference Gateway',
    event,
    others: [],
    continues: null,
    text,
    userId,
  }
  expect(renderer.text(content)).toBe(expected)
})

test('a digest lists every change of status', () => {
  const change = { emoji: '🔴', from: 'WARNING', to: 'CRITICAL', remainingRatio: 0.2996, young: null }
  const content: TransitionDigest = {
    kind: 'transition-digest',
    at: AT,
    transitions: [
      { ...change, serviceTitle: 'API Gateway' },
      { ...change, serviceTitle: 'Feature Store', remainingRatio: null },
      { ...change, serviceTitle: 'Search', young: 'young: 2 min of 30 d' },
    ],
    hasThread: true,
  }
  expect(renderer.text(content)).toBe(`📊 Error Budget Digest: 3 status changes at 12:00 UTC

🔴 API Gateway: WARNING → CRITICAL (29.96%)
🔴 Feature Store: WARNING → CRITICAL
🔴 Search: WARNING → CRITICAL (29.96%, young: 2 min of 30 d)

Details are in the thread; \`/budget status\` has each service.`)
})

test('a level without a message of its own has the general one', () => {
  expect(
    renderer.text({ ...EXAMPLES.CRITICAL, template: 'level', level: 'ORANGE', levelTitle: 'Restricted' }),
  ).toBe(`🔴 Error Budget Freeze: ORANGE (18%)
Service: ML Inference Gateway
Status: Restricted (before: WARNING)
Deciding SLO: Availability
Yesterday: 42%
Projected Depletion: 3 days at current rate
War Room: https://zoom.us/j/emergency
Incident Commander: @sre-lead
Next Review: In 6 hours

11 of 17 change types blocked:
❌ Feature releases: BLOCKED
❌ Experiments: BLOCKED
✅ P0/P1 hotfixes: Approved with SRE sign-off
✅ Configuration change (non-breaking), Static content update, Documentation update, Logging change: Approved with SRE sign-off
❌ All other changes: BLOCKED

Every request brings: Code review done, Automated tests passing, Rollback plan, Incremental rollout (canary → 50% → 100%), Monitoring plan for 24 hours
Trigger: by hand, no automatic deployments
Exceptions: with SRE and Engineering manager approval
Hourly error budget monitoring
Meetings: Daily standup at 9am, 3pm (until >30%); Daily error budget sync at 10am (until >50%); Error budget review every 6 hours (until >30%)
ORANGE when less than 30% of the budget is left
EMERGENCY when less than 10% of the budget is left

Mandatory actions:
• Assign an incident commander: SRE, at once
• Open a war room: SRE, at once
• Hold the incident review meeting: SRE, within 2 hours
• Create the reliability action plan: Service owner, within 24 hours`)
})

describe('messages that cannot be rendered', () => {
  test.each([
    ['a kind without a template', 'birthday'],
    ['a name out of an object’s depths', 'constructor'],
  ])('%s is not recognised when it comes back from the store', (_sentence, kind) => {
    expect(() => recognised({ kind })).toThrow(new UnknownContent(`no template ${kind}.liquid for "${kind}"`))
  })

  test('a level without its template', () => {
    expect(() => renderer.text({ ...EXAMPLES.HEALTHY, template: 'purple' })).toThrow(
      new UnknownContent('no template purple.liquid for "level-announcement"'),
    )
  })

  test('a content that lacks what its template prints', () => {
    const stored: MessageContent = { kind: 'freeze-ended' }
    expect(() => renderer.text(recognised(stored))).toThrow(TemplateError)
  })
})

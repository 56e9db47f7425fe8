import { describe, expect, test } from 'vitest'
import type { LevelAnnouncement } from '../../../src/core/poll/messages.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'
import { EXAMPLES, rulesOf } from './an-announcement.ts'
import { renderer } from './shipped.ts'

// The four example messages of the policy document, with the line that names the service put in, and below them what the
// policy holds beside them.

test('HEALTHY', () => {
  expect(renderer.text(EXAMPLES.HEALTHY)).toBe(`📊 Error Budget Status: HEALTHY (72%)
Service: ML Inference Gateway
Status: Normal operations
Deployments: All approved
Next Review: Weekly

✅ All changes: Approved with Service owner sign-off

Every request brings: Code review done, Automated tests passing
Meetings: Weekly error budget review on Monday at 10am
WARNING when at most 50% of the budget is left`)
})

test('WARNING', () => {
  expect(renderer.text(EXAMPLES.WARNING)).toBe(`⚠️  Error Budget Status: WARNING (42%)
Service: ML Inference Gateway
Status: Elevated caution
Deployments: Extra review required
Action: Daily error budget sync at 10am
Next Review: Daily until >50%

✅ P0/P1 hotfixes, Feature releases: Approved with Service owner and Senior engineer sign-off
✅ Experiments: Approved with Service owner and Senior engineer sign-off; also brings Justification
✅ Refactoring: Approved with Service owner and Senior engineer sign-off; also brings Justification (Defer unless high-value.)
✅ Infrastructure changes: Approved with Service owner, Senior engineer and SRE sign-off
❌ Major refactoring, Database migration (breaking), Dependency update (major version), Architecture change: BLOCKED
✅ All other changes: Approved with Service owner and Senior engineer sign-off

Every request brings: Code review done, Automated tests passing, Rollback plan, Incremental rollout (canary → 50% → 100%), Monitoring plan for 24 hours
Trigger: by hand, no automatic deployments
WARNING when at most 50% of the budget is left
CRITICAL when less than 30% of the budget is left

Mandatory actions:
• Investigate root causes of recent errors: Service owner, within 24 hours
• Identify reliability improvements: Service owner, within 24 hours`)
})

test('CRITICAL', () => {
  expect(renderer.text(EXAMPLES.CRITICAL)).toBe(`🔴 ERROR BUDGET FREEZE: CRITICAL (18%)
Service: ML Inference Gateway

Status: PARTIAL FREEZE
Budget Remaining: 18% (was 42% yesterday)
Projected Depletion: 3 days at current rate

DEPLOYMENT FREEZE:
❌ Feature releases: BLOCKED
❌ Experiments: BLOCKED
✅ P0/P1 hotfixes: Approved with SRE sign-off only
✅ Configuration change (non-breaking), Static content update, Documentation update, Logging change: Approved with SRE sign-off only
❌ All other changes: BLOCKED

Actions:
• War room: https://zoom.us/j/emergency
• Daily standup: 9am, 3pm (until >30%)
• All teams: Focus on reliability improvements

Incident Commander: @sre-lead
Next Review: In 6 hours

Every request brings: Code review done, Automated tests passing, Rollback plan, Incremental rollout (canary → 50% → 100%), Monitoring plan for 24 hours
Trigger: by hand, no automatic deployments
Exceptions: with SRE and Engineering manager approval
Meetings: Daily error budget sync at 10am (until >50%); Error budget review every 6 hours (until >30%)
Monitoring: Hourly error budget monitoring
CRITICAL when less than 30% of the budget is left
EMERGENCY when less than 10% of the budget is left

Mandatory actions:
• Assign an incident commander: SRE, at once
• Open a war room: SRE, at once
• Hold the incident review meeting: SRE, within 2 hours
• Create the reliability action plan: Service owner, within 24 hours`)
})

test('EMERGENCY', () => {
  expect(renderer.text(EXAMPLES.EMERGENCY)).toBe(`🚨 ERROR BUDGET FREEZE: EMERGENCY (7%)
Service: ML Inference Gateway

Status: FULL FREEZE
Budget Remaining: 7%
SLO Breach: IMMINENT (projected 18 hours)

ALL DEPLOYMENTS BLOCKED
Exception: Production outage hotfixes only (VP approval required)
Approvals: VP Engineering and 2 × Senior engineer

Recent Incidents (last 24h):
1. 15:30 UTC - HighErrorRate (12%) - 18min - Cost 4% budget
2. 19:45 UTC - ServiceDown (100%) - 8min - Cost 6% budget
3. 02:10 UTC - LatencySpike (P99=2s) - 22min - Cost 3% budget

Top Actions (PRIORITY):
1. Fix memory leak in v1.2.3 (@dev-lead)
2. Add database read replica (@platform)
3. Implement circuit breaker (@sre)

War Room: https://zoom.us/j/emergency (ACTIVE 24/7)
IC: @sre-lead
Next Update: Every 6 hours

Every request brings: Code review done, Automated tests passing, Detailed rollback plan, Incremental rollout (canary → 50% → 100%), Real-time monitoring during the deployment
Trigger: by hand, no automatic deployments
Exceptions: with VP Engineering and 2 × Senior engineer approval
Meetings: Daily standup at 9am, 3pm (until >30%); Emergency review every 6 hours (until >10%)
Monitoring: Continuous error budget monitoring
EMERGENCY when less than 10% of the budget is left

Mandatory actions:
• Assign an incident commander: SRE, at once
• Open a war room: SRE, at once
• Hold the emergency incident review: SRE, within 1 hour
• Identify the top 3 reliability issues (/budget actions add): SRE, within 1 hour
• Assign action items to teams: Engineering manager, within 1 hour
• Create the detailed recovery plan: Service owner, within 4 hours
• Communicate to the stakeholders: Engineering manager, within 4 hours
• Executive status update: Engineering manager, every 6 hours`)
})

type Edit = readonly [from: string, to: string]
const AT_CRITICAL =
  '      feature: block\n      experiment: block\n      refactoring: block\n      infrastructure: block'
const ONLY_P0 =
  '      p0-hotfix: { approvals: { vp-engineering: 1, senior-engineer: 2 } }\n    otherwise: block'

/** The lines that the message of a level loses, and those that it gets, when the policy is edited. */
function difference(level: keyof typeof EXAMPLES, edits: readonly Edit[]): { lost: string[]; got: string[] } {
  const before = EXAMPLES[level]
  const rules = rulesOf(editedPolicy(edits), level, before.remainingRatio ?? 0)
  const after: LevelAnnouncement = { ...before, ...rules }
  const [was, is] = [before, after].map((one) => renderer.text(one).split('\n'))
  const without = (lines: string[] = [], others: string[] = []): string[] =>
    lines.filter((line) => !others.includes(line))
  return { lost: without(was, is), got: without(is, was) }
}

describe('a line that an edit of the policy made untrue changes', () => {
  test.each<[string, keyof typeof EXAMPLES, readonly Edit[], string[], string[]]>([
    [
      'CRITICAL lets features through with SRE',
      'CRITICAL',
      [[AT_CRITICAL, AT_CRITICAL.replace('feature: block', 'feature: { approvals: { sre: 1 } }')]],
      ['❌ Feature releases: BLOCKED', '✅ P0/P1 hotfixes: Approved with SRE sign-off only'],
      ['❌ Refactoring: BLOCKED', '✅ P0/P1 hotfixes, Feature releases: Approved with SRE sign-off only'],
    ],
    [
      'a P1 bug fix takes the VP as well',
      'CRITICAL',
      [
        [
          '      p1-bugfix: { approvals: { sre: 1 } }\n      feature: block',
          '      p1-bugfix: { approvals: { sre: 1, vp-engineering: 1 } }\n      feature: block',
        ],
      ],
      ['✅ P0/P1 hotfixes: Approved with SRE sign-off only'],
      [
        '✅ P0 hotfixes: Approved with SRE sign-off only',
        '✅ P1 hotfixes: Approved with SRE and VP Engineering sign-off only',
      ],
    ],
    [
      'the standup is at half past eight alone, and ends at 35 %',
      'CRITICAL',
      [
        ["daily: ['09:00', '15:00'] }\n      - { name: daily", "daily: '08:30' }\n      - { name: daily"],
        ['    when: { remaining: { below: 30 } }', '    when: { remaining: { below: 35 } }'],
      ],
      [
        '• Daily standup: 9am, 3pm (until >30%)',
        'Meetings: Daily error budget sync at 10am (until >50%); Error budget review every 6 hours (until >30%)',
        'CRITICAL when less than 30% of the budget is left',
      ],
      [
        '• Daily standup: 8:30am (until >35%)',
        'Meetings: Daily error budget sync at 10am (until >50%); Error budget review every 6 hours (until >35%)',
        'CRITICAL when less than 35% of the budget is left',
      ],
    ],
    [
      'low risk takes more of the budget than CRITICAL has throughout',
      'CRITICAL',
      [['{ at_least: 10 }', '{ at_least: 15 }']],
      [],
      ['Low risk: only with at least 15% of the budget left'],
    ],
    [
      'HEALTHY blocks something',
      'HEALTHY',
      [
        [
          '    otherwise: { approvals: { service-owner: 1 } }',
          '    risks: { high: block }\n    otherwise: approve',
        ],
      ],
      ['Deployments: All approved', '✅ All changes: Approved with Service owner sign-off'],
      [
        'Deployments: 5 of 17 change types blocked',
        '❌ Infrastructure changes, Major refactoring, Database migration (breaking), Dependency update (major version), Architecture change: BLOCKED',
        '✅ All other changes: Approved',
      ],
    ],
    [
      'the sync of WARNING is a weekly one',
      'WARNING',
      [
        [
          "    reviews:\n      - { name: daily, daily: '10:00' }",
          "    reviews:\n      - { name: daily, weekly: { day: friday, at: '16:30' } }",
        ],
      ],
      ['Action: Daily error budget sync at 10am', 'Next Review: Daily until >50%'],
      ['Action: Weekly error budget sync on Friday at 4:30pm', 'Next Review: Weekly until >50%'],
    ],
    [
      'EMERGENCY lets nothing through',
      'EMERGENCY',
      [[ONLY_P0, '      p0-hotfix: block\n    otherwise: block']],
      [
        'Exception: Production outage hotfixes only (VP approval required)',
        'Approvals: VP Engineering and 2 × Senior engineer',
        'Every request brings: Code review done, Automated tests passing, Detailed rollback plan, Incremental rollout (canary → 50% → 100%), Real-time monitoring during the deployment',
      ],
      [],
    ],
    [
      'EMERGENCY lets P1 bug fixes through as well, with SRE',
      'EMERGENCY',
      [[ONLY_P0, `      p1-bugfix: { approvals: { sre: 1 } }\n${ONLY_P0}`]],
      [
        'ALL DEPLOYMENTS BLOCKED',
        'Exception: Production outage hotfixes only (VP approval required)',
        'Approvals: VP Engineering and 2 × Senior engineer',
      ],
      [
        'DEPLOYMENT FREEZE:',
        '✅ P0 hotfixes: Approved with VP Engineering and 2 × Senior engineer sign-off',
        '✅ P1 hotfixes: Approved with SRE sign-off',
        '❌ All other changes: BLOCKED',
      ],
    ],
    [
      'the emergency review is every 4 hours',
      'EMERGENCY',
      [['{ name: emergency, every: 6h }', '{ name: emergency, every: 4h }']],
      [
        'Next Update: Every 6 hours',
        'Meetings: Daily standup at 9am, 3pm (until >30%); Emergency review every 6 hours (until >10%)',
      ],
      [
        'Next Update: Every 4 hours',
        'Meetings: Daily standup at 9am, 3pm (until >30%); Emergency review every 4 hours (until >10%)',
      ],
    ],
  ])('%s', (_edit, level, edits, lost, got) => {
    expect(difference(level, edits)).toEqual({ lost, got })
  })
})

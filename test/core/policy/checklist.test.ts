import { expect, test } from 'vitest'
import { checklistFor } from '../../../src/core/policy/checklist.ts'
import type { Decision } from '../../../src/core/policy/decision.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const decision = (more: Partial<Decision> = {}): Decision => ({
  decision: 'approved',
  level: 'HEALTHY',
  service: 's',
  change: 'feature',
  risk: 'medium',
  reasons: ['approved'],
  seats: [{ role: 'service-owner', count: 1, filledBy: ['U0OMAR'] }],
  requires: [],
  rule: 'levels.HEALTHY.otherwise',
  policy: { name: 'p', version: '1' },
  explanation: '',
  ...more,
})

const done = (given: Decision, metBy: readonly (readonly [string, string])[] = []): string =>
  checklistFor(shippedPolicy, given, new Map(metBy))
    .filter((item) => item.done)
    .map(({ item, by }) => `${item} by ${by ?? ''}`)
    .join(', ')

test('the policy document’s seven items, in its words', () => {
  expect(checklistFor(shippedPolicy, decision(), new Map()).map(({ title }) => title)).toEqual([
    'Check current error budget status',
    'Verify deployment is allowed under current budget status',
    'Required approvals obtained',
    'Automated tests passing',
    'Rollback plan documented',
    'Monitoring plan defined',
    'On-call engineer notified',
  ])
})

const KNOWN = 'budget-status by budgeteer, allowed by budgeteer, approvals by budgeteer'
test.each([
  { what: 'all that the bot knows', given: decision(), ticked: KNOWN },
  {
    what: 'a seat that is open',
    given: decision({
      decision: 'needs-approval',
      seats: [{ role: 'sre', count: 1, filledBy: [] }],
    }),
    ticked: 'budget-status by budgeteer, allowed by budgeteer',
  },
  {
    what: 'a freeze',
    given: decision({ decision: 'blocked', seats: [] }),
    ticked: 'budget-status by budgeteer',
  },
  {
    what: 'a budget that is not known',
    given: decision({ reasons: ['approved', 'budget_unknown'] }),
    ticked: 'allowed by budgeteer, approvals by budgeteer',
  },
])('$what ticks: $ticked', ({ given, ticked }) => {
  expect(done(given)).toBe(ticked)
})

test.each([
  ['tests-passing', 'token:ci', 'tests by token:ci'],
  ['detailed-rollback-plan', 'U0DANA', 'rollback-plan by U0DANA'],
  ['real-time-monitoring', 'U0DANA', 'monitoring-plan by U0DANA'],
  ['on-call-notified', 'U0DANA', 'on-call by U0DANA'],
])('%s of %s ticks %s', (requirement, by, ticked) => {
  expect(done(decision(), [[requirement, by]])).toBe(`${KNOWN}, ${ticked}`)
})

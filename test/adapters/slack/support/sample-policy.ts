import { rolling } from '../../../../src/core/budgets/slo-window.ts'
import { parseObjective } from '../../../../src/core/budgets/objective.ts'
import type { Service, Slo } from '../../../../src/core/budgets/slo.ts'
import type { Catalog } from '../../../../src/core/policy/catalog.ts'
import type { Level, Policy, Rule } from '../../../../src/core/policy/policy.ts'
import type { MandatoryAction } from '../../../../src/core/policy/mandatory-action.ts'
import type { RolloutPlan } from '../../../../src/core/policy/rollout-plan.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

const block: Rule = { verdict: 'block', seats: [], requires: [] }
const seats = (...roles: readonly (readonly [string, number])[]): Rule => ({
  verdict: 'approvals',
  seats: roles.map(([role, count]) => ({ role, count })),
  requires: [],
})
/** Two stages that are watched for a minute each. */
const rollout: RolloutPlan = {
  kind: 'stages',
  stages: [5, 100].map((percent) => ({ title: `${percent}%`, percent, waitMs: MINUTE_MS, seats: [] })),
  holdAboveBurn: null,
}
const action = (name: string, text: string): MandatoryAction => ({
  name,
  text,
  withinMs: 2 * HOUR_MS,
  owner: 'sre',
  escalateTo: null,
  repeatsMs: null,
  insistMs: null,
  proof: null,
})
const level = (own: Pick<Level, 'name' | 'title' | 'emoji' | 'when'> & Partial<Level>): Level => ({
  freeze: false,
  requires: [],
  trigger: 'automatic',
  cancelsPlanned: false,
  changes: new Map(),
  risks: new Map(),
  otherwise: null,
  exception: [],
  reviews: [],
  hours: { allowed: [], preferred: [] },
  tests: null,
  monitoring: null,
  notify: { roles: [], channels: [], by: [] },
  announcement: own.name.toLowerCase(),
  ...own,
})

/** Three levels with everything that the forms have to show. */
export const samplePolicy: Policy = {
  name: 'sample',
  title: 'Sample policy',
  version: '1.0+0000beef',
  timeZone: 'Europe/Berlin',
  recoverAfterMs: 900_000,
  onMissingBudget: { keepLevelMs: 900_000, then: seats(['sre', 1]) },
  levels: [
    level({
      name: 'HEALTHY',
      title: 'Normal operations',
      emoji: '✅',
      when: null,
      requires: ['tests-passing'],
      otherwise: seats(['service-owner', 1]),
      rollout,
    }),
    level({
      name: 'WARNING',
      title: 'Caution',
      emoji: '⚠️',
      when: { kind: 'remaining', bounds: { below: 0.5 } },
      requires: ['tests-passing', 'rollback-plan'],
      changes: new Map([['infrastructure', seats(['service-owner', 1], ['sre', 1])]]),
      otherwise: seats(['service-owner', 1], ['senior-engineer', 1]),
    }),
    level({
      name: 'CRITICAL',
      title: 'Partial freeze',
      emoji: '🚨',
      freeze: true,
      when: { kind: 'remaining', bounds: { below: 0.3 } },
      changes: new Map([['p0-hotfix', seats(['sre', 1])]]),
      otherwise: block,
      actions: [
        action('incident-review', 'Hold the incident review meeting'),
        action('recovery-plan', 'Write the recovery plan'),
        { ...action('incident-commander', 'Assign an incident commander'), proof: 'incident-commander' },
        { ...action('war-room', 'Open a war room'), proof: 'war-room' },
        { ...action('notes', 'Hold the review'), proof: 'review' },
      ],
      exception: [{ role: 'sre', count: 1 }],
    }),
  ],
  changes: new Map(
    (
      [
        ['p0-hotfix', 'P0 hotfix', 'low', false],
        ['feature', 'Feature', 'medium', false],
        ['experiment', 'Experiment', 'medium', false],
        ['infrastructure', 'Infrastructure', 'high', false],
        ['documentation', 'Documentation', 'low', true],
      ] as const
    ).map(([name, title, risk, exempt]) => [name, { name, title, risk, exempt }]),
  ),
  risks: new Map([
    ['low', { name: 'low', title: 'Low', minimum: { atLeast: 0.1 } }],
    ['medium', { name: 'medium', title: 'Medium', minimum: { atLeast: 0.3 } }],
    ['high', { name: 'high', title: 'High', minimum: { above: 0.5 } }],
  ]),
  requirements: new Map([
    ['tests-passing', { name: 'tests-passing', title: 'Automated tests pass', kind: 'confirm' }],
    [
      'rollback-plan',
      { name: 'rollback-plan', title: 'Rollback plan', hint: 'How to undo it, and how fast', kind: 'text' },
    ],
  ]),
  requestExpiresAfterMs: DAY_MS,
  grant: { validMs: HOUR_MS, singleUse: true },
  override: { roles: ['sre'], isDocumented: true },
  silverBullets: {
    count: 1,
    per: 'quarter',
    scope: 'service',
    seats: [{ role: 'sre', count: 1 }],
    levels: ['CRITICAL'],
  },
  notices: [],
  recovery: [],
  meetings: new Map(),
  reminders: [],
  about: { owner: null, reviewers: [], approvedBy: [], effective: null, nextReview: null },
}

const objective = parseObjective('99.5')
if (objective === undefined) throw new Error('99.5 is an objective')
const slo = (service: string, name: string, title: string): Slo => ({
  service,
  name,
  title,
  objective,
  window: rolling(30 * DAY_MS),
  sli: { kind: 'pushed' },
})

const service = (name: string, title: string): Service => ({
  name,
  title,
  policy: 'sample',
  slos: [slo(name, 'availability', 'Availability'), slo(name, 'latency', 'Latency')],
})

export const sampleCatalog: Catalog = {
  services: new Map(
    [
      service('inference-gateway', 'Inference Gateway'),
      service('billing', 'Billing'),
      service('model-registry', 'Model Registry'),
    ].map((one) => [one.name, one]),
  ),
  policies: new Map([['sample', samplePolicy]]),
}

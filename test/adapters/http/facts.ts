import { rolling } from '../../../src/core/budgets/slo-window.ts'
import type { ServiceReport, SloReport } from '../../../src/core/status/status-report.ts'
import type { Service } from '../../../src/core/budgets/slo.ts'
import type { GateAnswer, GateOutcome } from '../../../src/core/requests/outcome.ts'
import { whatMayShip } from '../../../src/core/status/what-may-ship.ts'
import type { ApiToken } from '../../../src/adapters/http/tokens.ts'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import type { RoleBook } from '../../../src/core/people/role-book.ts'

/** Nobody holds a role. */
export const ROLE_BOOK: RoleBook = { roles: new Map(), owners: new Map() }

export const NOW = Date.parse('2026-03-02T10:00:00Z')

export const TOKENS: readonly ApiToken[] = [
  { name: 'ci', secret: 'ci-secret', scopes: ['gate'], automatic: false, mayClaim: [] },
  { name: 'robot', secret: 'robot-secret', scopes: ['gate'], automatic: true, mayClaim: ['security'] },
  { name: 'reader', secret: 'reader-secret', scopes: ['read'], automatic: false, mayClaim: [] },
  { name: 'alertmanager', secret: 'alerts-secret', scopes: ['alerts'], automatic: false, mayClaim: [] },
  { name: 'exporter', secret: 'exporter-secret', scopes: ['events'], automatic: false, mayClaim: [] },
]

const objective = { percent: '99.5', errorBudgetRatio: 0.005 }
const windowMs = 30 * 86_400_000

const SERVICE: Service = {
  name: 'checkout-api',
  title: 'Checkout <API>',
  policy: 'default',
  slos: [
    {
      service: 'checkout-api',
      name: 'availability',
      title: 'Availability',
      objective,
      window: rolling(windowMs),
      sli: { kind: 'pushed' },
    },
    {
      service: 'checkout-api',
      name: 'latency',
      title: 'Latency',
      objective,
      window: rolling(windowMs),
      sli: { kind: 'ratio', source: 'prometheus', expr: 'x' },
    },
    {
      service: 'checkout-api',
      name: 'orders',
      title: 'Orders',
      objective,
      window: rolling(windowMs),
      sli: { kind: 'pushed', maxPerPush: 20 },
    },
  ],
}

const requirement = (name: string, kind: 'confirm' | 'text') => [name, { name, title: name, kind }] as const
const change = (name: string, risk: string, exempt = false) =>
  [name, { name, title: name, risk, exempt }] as const
const level = {
  emoji: '⚪',
  freeze: false,
  requires: [],
  trigger: 'automatic',
  cancelsPlanned: false,
  changes: new Map(),
  risks: new Map(),
  exception: [],
  reviews: [],
  hours: { allowed: [], preferred: [] },
  tests: null,
  monitoring: null,
  notify: { roles: [], channels: [], by: [] },
} as const

const POLICY: Policy = {
  name: 'default',
  title: 'Error budget policy',
  version: '1.0+3fa2b1c9',
  timeZone: 'UTC',
  recoverAfterMs: 900_000,
  onMissingBudget: { keepLevelMs: 900_000, then: { verdict: 'block', seats: [], requires: [] } },
  levels: [
    {
      ...level,
      name: 'HEALTHY',
      title: 'Normal operations',
      when: null,
      otherwise: { verdict: 'approve', seats: [], requires: [] },
      announcement: 'healthy',
    },
    {
      ...level,
      name: 'CRITICAL',
      title: 'Partial freeze',
      freeze: true,
      when: { kind: 'remaining', bounds: { below: 0.3 } },
      changes: new Map([
        ['p0-hotfix', { verdict: 'approvals', seats: [{ role: 'sre', count: 2 }], requires: [] }],
        ['feature', { verdict: 'block', seats: [], requires: [] }],
      ]),
      otherwise: { verdict: 'block', seats: [], requires: [] },
      announcement: 'critical',
    },
  ],
  changes: new Map([
    change('feature', 'medium'),
    change('p0-hotfix', 'low'),
    change('security', 'low', true),
  ]),
  risks: new Map(['low', 'medium', 'high'].map((name) => [name, { name, title: name, minimum: {} }])),
  requirements: new Map([requirement('tests-passing', 'confirm'), requirement('rollback-plan', 'text')]),
  requestExpiresAfterMs: 86_400_000,
  grant: { validMs: 3_600_000, singleUse: true },
  override: null,
  silverBullets: null,
  notices: [],
  recovery: [],
  meetings: new Map(),
  reminders: [],
  about: { owner: null, reviewers: [], approvedBy: [], effective: null, nextReview: null },
}

export const CATALOG: Catalog = {
  services: new Map([[SERVICE.name, SERVICE]]),
  policies: new Map([[POLICY.name, POLICY]]),
}

const SLO: SloReport = {
  slo: 'availability',
  title: 'Availability',
  objective: 99.5,
  window: '30d',
  windowSeconds: 2_592_000,
  good: 995_900,
  total: 1_000_000,
  errorRatio: 0.0041,
  remainingRatio: 0.18,
  burnRates: { '5m': 14.4, '1h': 6, '6h': 2, '1d': 1, '3d': null },
  spentLastDayRatio: 0.24,
  exhaustsInSeconds: 64_800,
  forecast: 'spent in 18 hours at the rate of the last day',
  coverage: 1,
}

export const REPORT: ServiceReport = {
  service: 'checkout-api',
  title: 'Checkout <API>',
  level: 'CRITICAL',
  levelTitle: 'Partial freeze',
  emoji: '🔴',
  since: '2026-03-02T07:00:00.000Z',
  remainingRatio: 0.18,
  young: null,
  slo: 'availability',
  stale: false,
  knownAt: '2026-03-02T10:00:00.000Z',
  recovering: { level: 'HEALTHY', at: '2026-03-02T10:15:00.000Z' },
  policy: { name: 'default', version: '1.0+3fa2b1c9' },
  journey: 'A customer <pays>.',
  links: [{ name: 'runbook', title: 'Runbook', url: 'https://wiki.example.com/a?b&c' }],
  slos: [
    SLO,
    {
      ...SLO,
      slo: 'success',
      title: 'Purchases',
      excludedSeconds: 7_200,
      warning: 'a <store> was away',
      rationale: 'It was asked for.',
      links: [{ name: 'dashboard', title: 'Dashboard', url: 'https://grafana.example.com/d/1' }],
      journey: 'Every step succeeds.',
      agreement: {
        objective: 99.9,
        remainingRatio: -0.5,
        allowedSeconds: 2592,
        leftSeconds: -1296,
        objectiveAllowedSeconds: 1296,
        objectiveLeftSeconds: -2592,
        headroomSeconds: 1296,
      },
      method: 'weighted',
      parts: [
        { service: 'cart', slo: 'ok', title: 'Cart', weight: 3, successRatio: 0.999, spentShare: 1 },
        {
          service: 'pay',
          slo: 'ok',
          title: 'Pay',
          weight: 1,
          successRatio: null,
          spentShare: null,
          missing: 'no_traffic',
        },
      ],
    },
    {
      ...SLO,
      slo: 'latency',
      title: 'Latency',
      good: null,
      total: null,
      errorRatio: null,
      remainingRatio: null,
      burnRates: null,
      spentLastDayRatio: null,
      exhaustsInSeconds: null,
      missing: 'no_data',
      missingDetail: 'the query <x> gave nothing',
    },
  ],
  freezes: [],
  alerts: [],
  changes: whatMayShip(POLICY, {
    service: 'checkout-api',
    level: 'CRITICAL',
    remainingRatio: 0.18,
    freshness: 'fresh',
    freezes: [],
    met: new Set(),
  }),
}

export const answer = (decision: GateAnswer['decision'], more: Partial<GateAnswer> = {}): GateOutcome => ({
  kind: 'answered',
  audit: { seq: 812, hash: '3f'.repeat(32) },
  answer: {
    allowed: decision === 'approved',
    decision,
    level: 'CRITICAL',
    service: 'checkout-api',
    change: 'p0-hotfix',
    risk: 'low',
    reasons: decision === 'approved' ? ['approved'] : ['approval_missing'],
    seats: [{ role: 'sre', count: 2, filledBy: decision === 'approved' ? ['U1', 'U2'] : ['U1'] }],
    requires: [],
    rule: 'levels.CRITICAL.changes.p0-hotfix',
    policy: { name: 'default', version: '1.0+3fa2b1c9' },
    explanation: 'p0-hotfix of checkout-api still needs approval by sre (CRITICAL, 18% of the budget left).',
    requestId: 'req-1',
    grantId: decision === 'approved' ? 'grant-1' : null,
    expiresAt: decision === 'approved' ? '2026-03-02T11:00:00.000Z' : null,
    budget: { remainingRatio: 0.18, at: '2026-03-02T10:00:00.000Z', stale: false },
    ...more,
  },
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../src/core/policy/decision.ts'
import { UNKNOWN_LEVEL } from '../../../src/core/policy/policy.ts'
import { decisionOn } from './decision-on.ts'
import { editedPolicy, shippedPolicy } from '../../support/shipped-policy.ts'

const seatsOf = ({ seats }: Decision): string =>
  seats.map(({ role, count }) => (count === 1 ? role : `${count} ${role}`)).join(' + ')

const CAREFUL = 'service-owner + senior-engineer'

describe('the risk of a change', () => {
  test.each([
    { change: 'feature', remaining: 0.8, risk: 'high', then: 'service-owner' },
    { change: 'configuration', remaining: 0.4, risk: 'medium', then: CAREFUL },
    {
      change: 'configuration',
      remaining: 0.4,
      risk: 'high',
      then: 'risk_too_high by levels.WARNING.risks.high',
    },
    { change: 'feature', remaining: 0.4, risk: 'high', then: 'risk_too_high by levels.WARNING.risks.high' },
    { change: 'p0-hotfix', remaining: 0.4, risk: 'high', then: 'risk_too_high by levels.WARNING.risks.high' },
    {
      change: 'p0-hotfix',
      remaining: 0.2,
      risk: 'medium',
      then: 'freeze_active by levels.CRITICAL.risks.medium',
    },
    { change: 'configuration', remaining: 0.2, risk: 'low', then: 'sre' },
    {
      change: 'configuration',
      remaining: 0.2,
      risk: 'medium',
      then: 'freeze_active by levels.CRITICAL.risks.medium',
    },
    {
      change: 'p0-hotfix',
      remaining: 0.05,
      risk: 'medium',
      then: 'freeze_active by levels.EMERGENCY.otherwise',
    },
    { change: 'infrastructure', remaining: 0.4, risk: 'high', then: `${CAREFUL} + sre` },
  ])('$change raised to $risk risk at $remaining gives: $then', ({ change, remaining, risk, then }) => {
    const decision = decisionOn({ change, remainingRatio: remaining, risk })
    const [reason] = decision.reasons
    expect(decision.decision === 'blocked' ? `${reason ?? ''} by ${decision.rule}` : seatsOf(decision)).toBe(
      then,
    )
  })

  test.each([
    { risk: 'low', at: 0.1, passes: true },
    { risk: 'low', at: 0.0999, passes: false },
    { risk: 'medium', at: 0.3, passes: true },
    { risk: 'medium', at: 0.2999, passes: false },
    { risk: 'high', at: 0.5001, passes: true },
    { risk: 'high', at: 0.5, passes: false },
  ])('$risk risk at $at of the budget: passes its minimum = $passes', ({ risk, at, passes }) => {
    // HEALTHY has no row for any risk: the minimum alone can block there.
    const change = { low: 'configuration', medium: 'performance', high: 'architecture' }[risk] ?? ''
    const decision = decisionOn({ change, level: 'HEALTHY', remainingRatio: at })
    expect(decision.decision).toBe(passes ? 'needs-approval' : 'blocked')
    if (!passes) expect(decision).toMatchObject({ reasons: ['risk_too_high'], rule: `risks.${risk}.minimum` })
  })

  test('a blocked risk is explained with the budget that is left', () => {
    expect(decisionOn({ change: 'architecture', remainingRatio: 0.4 }).explanation).toBe(
      'Architecture change of inference-gateway is blocked: high risk is too much for the budget left (WARNING, 40% of the budget left).',
    )
  })
})

describe('a missing budget', () => {
  test.each([
    { freshness: 'stale', remaining: 0.8, then: 'service-owner', doubt: 'budget_stale' },
    { freshness: 'unknown', remaining: 0.8, then: 'service-owner + sre', doubt: 'budget_unknown' },
    { freshness: 'unknown', remaining: 0.4, then: `${CAREFUL} + sre`, doubt: 'budget_unknown' },
    { freshness: 'unknown', remaining: 0.2, then: 'sre', doubt: 'budget_unknown' },
    {
      freshness: 'unknown',
      remaining: 0.05,
      then: 'vp-engineering + 2 senior-engineer + sre',
      doubt: 'budget_unknown',
    },
  ] as const)('$freshness at $remaining asks a hotfix for $then', ({ freshness, remaining, then, doubt }) => {
    const decision = decisionOn({ change: 'p0-hotfix', remainingRatio: remaining, freshness })
    expect(seatsOf(decision)).toBe(then)
    expect(decision.reasons).toEqual(['approval_missing', doubt])
  })

  test('a feature stays blocked where the last level blocks it', () => {
    const decision = decisionOn({ change: 'feature', remainingRatio: 0.2, freshness: 'unknown' })
    expect(decision).toMatchObject({ decision: 'blocked', reasons: ['freeze_active', 'budget_unknown'] })
  })

  test.each(['feature', 'p0-hotfix', 'architecture'])(
    '%s of a service never measured asks SRE alone',
    (change) => {
      const decision = decisionOn({
        change,
        level: UNKNOWN_LEVEL,
        remainingRatio: null,
        freshness: 'unknown',
      })
      expect(seatsOf(decision)).toBe('sre')
      expect(decision).toMatchObject({
        decision: 'needs-approval',
        level: UNKNOWN_LEVEL,
        reasons: ['approval_missing', 'budget_unknown'],
        rule: 'on_missing_budget.then',
      })
      expect(decision.explanation).toContain('(the error budget is unknown)')
    },
  )

  test('a policy may block while a budget cannot be measured', () => {
    const policy = editedPolicy([['then: { approvals: { sre: 1 } }', 'then: block']])
    const decision = decisionOn({ policy, change: 'p0-hotfix', freshness: 'unknown' })
    expect(decision).toMatchObject({ decision: 'blocked', rule: 'on_missing_budget.then' })
  })
})

describe('an exempt change type', () => {
  const policy = editedPolicy([
    [
      '  logging: { title: Logging change, risk: low }',
      '  logging: { title: Logging change, risk: low, exempt: true }',
    ],
  ])

  test.each([0.8, 0.4, 0.2, 0.05, -1])(
    'is let through at %d of the budget when it is claimed',
    (remaining) => {
      const decision = decisionOn({ policy, change: 'logging', remainingRatio: remaining, automatic: true })
      expect(decision).toMatchObject({
        decision: 'approved',
        reasons: ['exempt'],
        rule: 'change_types.logging.exempt',
      })
    },
  )

  test('goes by its level when it cannot be claimed', () => {
    const decision = decisionOn({ policy, change: 'logging', remainingRatio: 0.2, claimsExemption: false })
    expect(decision.reasons).toEqual(['approval_missing', 'exemption_not_claimable'])
    expect(seatsOf(decision)).toBe('sre')
  })
})

describe('a grant that still holds', () => {
  test('is judged by its own level, and triggered by the rules of today', () => {
    const sre = [{ userId: 'U1', roles: new Set(['sre']) }]
    const facts = { change: 'p0-hotfix', grantedLevel: 'CRITICAL', people: sre }
    expect(decisionOn(facts)).toMatchObject({ decision: 'approved', level: 'HEALTHY' })
    expect(decisionOn({ ...facts, automatic: true }).decision).toBe('approved')
    expect(decisionOn({ ...facts, remainingRatio: 0.4, automatic: true })).toMatchObject({
      decision: 'blocked',
      reasons: ['manual_trigger_required'],
      rule: 'levels.WARNING.trigger',
    })
  })
})

const anyFacts = fc.record({
  change: fc.constantFrom(...shippedPolicy.changes.values()),
  raised: fc.nat(2),
  roles: fc.array(
    fc.subarray(['service-owner', 'senior-engineer', 'sre', 'vp-engineering'], { minLength: 1 }),
    { maxLength: 5 },
  ),
  met: fc.subarray([...shippedPolicy.requirements.keys()]),
  freshness: fc.constantFrom('fresh', 'stale', 'unknown' as const),
  automatic: fc.boolean(),
})

test('under the default policy less budget never turns what is blocked into something allowed', () => {
  const risks = [...shippedPolicy.risks.keys()]
  const budgets = fc.tuple(
    fc.double({ min: -0.5, max: 1, noNaN: true }),
    fc.double({ min: -0.5, max: 1, noNaN: true }),
  )
  fc.assert(
    fc.property(anyFacts, budgets, ({ change, raised, roles, met, ...rest }, [one, other]) => {
      const risk = risks[Math.max(raised, risks.indexOf(change.risk))] ?? change.risk
      const people = roles.map((held, index) => ({ userId: `U${index}`, roles: new Set(held) }))
      const at = (remainingRatio: number): Decision =>
        decisionOn({ ...rest, change: change.name, risk, people, met: new Set(met), remainingRatio })
      const [better, worse] = [Math.max(one, other), Math.min(one, other)]
      if (at(better).decision === 'blocked') expect(at(worse).decision).toBe('blocked')
    }),
    { numRuns: 2_000 },
  )
})

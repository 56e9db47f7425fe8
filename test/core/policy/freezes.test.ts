import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../src/core/policy/decision.ts'
import type { Freeze } from '../../../src/core/policy/freeze.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { decisionOn, type Given } from './decision-on.ts'
import { editedPolicy, shippedPolicy } from '../../support/shipped-policy.ts'

const NOON = Date.parse('2026-11-18T12:00:00Z')
const LATER = Date.parse('2026-11-18T18:00:00Z')
const DECLARED: Freeze = { kind: 'declared', id: 'f1', reason: 'Launch week.', since: NOON, until: LATER }
const OPEN_ENDED: Freeze = { ...DECLARED, until: null }
const YEAR_END: Freeze = {
  kind: 'window',
  name: 'year-end',
  reason: 'Few people',
  since: NOON,
  until: LATER,
  changes: null,
}
const FEATURES: Freeze = { ...YEAR_END, name: 'no-features', changes: ['feature', 'p0-hotfix'] }
const WRONG_DATA: Freeze = { kind: 'correctness', id: 'c1', reason: 'Duplicate ids', since: NOON }
const HOURS: Freeze = { kind: 'hours', level: 'HEALTHY', until: LATER, effect: 'blocks' }

const summary = ({ decision, reasons, rule, seats }: Decision): string =>
  [
    decision,
    reasons.join('+'),
    rule,
    ...seats.map(({ role, count }) => (count === 1 ? role : `${count} ${role}`)),
  ].join(' ')

describe('a freeze beside the level', () => {
  test.each<[string, Given, string]>([
    [
      'a declared freeze blocks a feature of a healthy service',
      { change: 'feature', freezes: [DECLARED] },
      'blocked freeze_declared levels.CRITICAL.changes.feature',
    ],
    [
      'and lets a hotfix through with the seats of both levels',
      { change: 'p0-hotfix', freezes: [DECLARED] },
      'needs-approval approval_missing+freeze_declared levels.HEALTHY.otherwise service-owner sre',
    ],
    [
      'the stricter level decides: at EMERGENCY it takes the VP as well',
      { change: 'p0-hotfix', remainingRatio: 0.05, freezes: [DECLARED] },
      'needs-approval approval_missing+freeze_declared levels.EMERGENCY.changes.p0-hotfix vp-engineering 2 senior-engineer sre',
    ],
    [
      'what the level blocks is blocked by the level',
      { change: 'feature', remainingRatio: 0.2, freezes: [DECLARED] },
      'blocked freeze_active+freeze_declared levels.CRITICAL.changes.feature',
    ],
    [
      'a freeze asks for a trigger by hand, as its level does',
      { change: 'p0-hotfix', automatic: true, freezes: [DECLARED] },
      'blocked manual_trigger_required+freeze_declared levels.CRITICAL.trigger',
    ],
    [
      'a scheduled freeze is like a declared one',
      { change: 'feature', freezes: [YEAR_END] },
      'blocked freeze_scheduled levels.CRITICAL.changes.feature',
    ],
    [
      'one of named change types blocks those, also the hotfix that it names',
      { change: 'p0-hotfix', freezes: [FEATURES] },
      'blocked freeze_scheduled freezes.no-features',
    ],
    [
      'and no others',
      { change: 'experiment', freezes: [FEATURES] },
      'needs-approval approval_missing levels.HEALTHY.otherwise service-owner',
    ],
    [
      'a correctness incident blocks everything',
      { change: 'p1-bugfix', freezes: [WRONG_DATA] },
      'blocked correctness_incident freezes.correctness',
    ],
    [
      'but its fix, which goes by the level',
      { change: 'p0-hotfix', freezes: [WRONG_DATA] },
      'needs-approval approval_missing levels.HEALTHY.otherwise service-owner',
    ],
    [
      'the hours block what the level allows',
      { change: 'feature', freezes: [HOURS] },
      'blocked outside_deploy_hours levels.HEALTHY.hours',
    ],
    [
      'and are not spoken of where something else blocks',
      { change: 'feature', remainingRatio: 0.2, freezes: [HOURS] },
      'blocked freeze_active levels.CRITICAL.changes.feature',
    ],
  ])('%s', (_sentence, given, expected) => {
    expect(summary(decisionOn(given))).toBe(expected)
  })

  test.each<[string, Given, string]>([
    [
      'a declared freeze with an end',
      { change: 'feature', freezes: [DECLARED] },
      'Feature release of inference-gateway is blocked by a declared freeze, until Wed 2026-11-18 18:00 UTC: Launch week (HEALTHY, 80% of the budget left).',
    ],
    [
      'one without, on a change that passes',
      { change: 'p0-hotfix', freezes: [OPEN_ENDED] },
      'P0 hotfix (production outage) of inference-gateway still needs approval by service-owner and approval by sre (HEALTHY, 80% of the budget left; a declared freeze, until it is lifted: Launch week).',
    ],
    [
      'wrong data',
      { change: 'feature', freezes: [WRONG_DATA] },
      'Feature release of inference-gateway is blocked by a correctness incident, until its postmortem is filed: Duplicate ids (HEALTHY, 80% of the budget left).',
    ],
    [
      'hours',
      { change: 'feature', freezes: [HOURS] },
      'Feature release of inference-gateway is blocked by the deploy hours of HEALTHY, which begin Wed 2026-11-18 18:00 UTC (HEALTHY, 80% of the budget left).',
    ],
  ])('says why: %s', (_sentence, given, expected) => {
    expect(decisionOn(given).explanation).toBe(expected)
  })

  test('says when it ends, as far as that is known', () => {
    const end = '2026-11-18T18:00:00.000Z'
    expect(decisionOn({ change: 'feature', freezes: [DECLARED, YEAR_END] }).opensAt).toBe(end)
    expect(decisionOn({ change: 'feature', freezes: [HOURS] }).opensAt).toBe(end)
    expect(decisionOn({ change: 'feature', freezes: [OPEN_ENDED, YEAR_END] }).opensAt).toBeUndefined()
    expect(decisionOn({ change: 'feature', freezes: [WRONG_DATA] }).opensAt).toBeUndefined()
    expect(
      decisionOn({ change: 'feature', remainingRatio: 0.2, freezes: [DECLARED] }).opensAt,
    ).toBeUndefined()
  })

  test('of hours that wait or advise is advice only', () => {
    const waits: Freeze = { kind: 'hours', level: 'HEALTHY', until: LATER, effect: 'waits' }
    expect(decisionOn({ change: 'feature', freezes: [waits] })).toMatchObject({
      decision: 'needs-approval',
      advice: ['May start in the deploy hours of HEALTHY, which begin Wed 2026-11-18 18:00 UTC.'],
    })
    expect(
      decisionOn({ change: 'feature', freezes: [{ ...waits, effect: 'advised', until: null }] }).advice,
    ).toEqual(['Better in the preferred hours of HEALTHY.'])
  })

  test('never stands before an exemption', () => {
    const policy = editedPolicy([
      [
        '  logging: { title: Logging change, risk: low }',
        '  logging: { title: Logging change, risk: low, exempt: true }',
      ],
    ])
    const freezes = [DECLARED, YEAR_END, WRONG_DATA, HOURS]
    expect(decisionOn({ policy, change: 'logging', freezes })).toMatchObject({
      decision: 'approved',
      reasons: ['exempt'],
    })
    expect(decisionOn({ policy, change: 'logging', freezes, claimsExemption: false }).decision).toBe(
      'blocked',
    )
  })

  test('goes by the level and the fixes that the policy names', () => {
    const policy: Policy = {
      ...shippedPolicy,
      freezes: { declaredBy: 'sre', asLevel: 'EMERGENCY', correctnessFixes: ['p1-bugfix'] },
    }
    expect(decisionOn({ policy, change: 'p1-bugfix', freezes: [DECLARED] }).rule).toBe(
      'levels.EMERGENCY.otherwise',
    )
    expect(decisionOn({ policy, change: 'p1-bugfix', freezes: [WRONG_DATA] }).decision).toBe('needs-approval')
    expect(decisionOn({ policy, change: 'p0-hotfix', freezes: [WRONG_DATA] }).decision).toBe('blocked')
  })

  test('blocks all that is not exempt where the policy has no freeze level', () => {
    const policy: Policy = {
      ...shippedPolicy,
      levels: shippedPolicy.levels.map((level) => ({ ...level, freeze: false })),
    }
    expect(summary(decisionOn({ policy, change: 'p0-hotfix', freezes: [DECLARED] }))).toBe(
      'blocked freeze_declared freezes.declared',
    )
  })
})

const anyFreeze = fc.oneof(
  fc.constantFrom(DECLARED, OPEN_ENDED, YEAR_END, WRONG_DATA, HOURS),
  fc.subarray([...shippedPolicy.changes.keys()]).map((changes): Freeze => ({ ...YEAR_END, changes })),
)
const STRICTNESS = { approved: 0, 'needs-approval': 1, blocked: 2 } as const

test('a decision is never looser with freezes than without', () => {
  const facts = fc.record({
    change: fc.constantFrom(...shippedPolicy.changes.keys()),
    remainingRatio: fc.double({ min: -0.5, max: 1, noNaN: true }),
    freshness: fc.constantFrom('fresh' as const, 'stale' as const, 'unknown' as const),
    automatic: fc.boolean(),
    met: fc.subarray([...shippedPolicy.requirements.keys()]).map((names) => new Set(names)),
    people: fc.array(
      fc.subarray(['service-owner', 'senior-engineer', 'sre', 'vp-engineering'], { minLength: 1 }),
      { maxLength: 5 },
    ),
  })
  fc.assert(
    fc.property(facts, fc.array(anyFreeze, { maxLength: 4 }), ({ people, ...given }, freezes) => {
      const approvers = people.map((roles, index) => ({ userId: `U${index}`, roles: new Set(roles) }))
      const free = decisionOn({ ...given, people: approvers })
      const held = decisionOn({ ...given, people: approvers, freezes })
      expect(STRICTNESS[held.decision]).toBeGreaterThanOrEqual(STRICTNESS[free.decision])
      if (held.decision !== 'blocked') {
        for (const { role, count } of free.seats)
          expect(held.seats.find((seat) => seat.role === role)?.count ?? 0).toBeGreaterThanOrEqual(count)
        for (const name of free.requires) expect(held.requires).toContain(name)
      }
    }),
    { numRuns: 2_000 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../../src/core/policy/decide.ts'
import type { DecisionFacts } from '../../../src/core/policy/decision-facts.ts'
import type { Freeze } from '../../../src/core/policy/freeze.ts'
import { changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'
import { LEVELS, REMAINING } from './default-table.ts'

const ROLES = ['service-owner', 'senior-engineer', 'sre', 'engineering-manager', 'vp-engineering', 'cto']
const RISKS = [...shippedPolicy.risks.keys()]

const HOLDS: readonly Freeze[] = [
  { kind: 'declared', id: 'h-1', reason: 'a sale', since: 0, until: null },
  { kind: 'window', name: 'sale', reason: 'a sale', since: 0, until: 1, changes: null },
  { kind: 'window', name: 'sale', reason: 'a sale', since: 0, until: 1, changes: ['feature', 'logging'] },
  { kind: 'correctness', id: 'h-2', reason: 'a duplicate id', since: 0 },
]

/** Everything but the level. */
const whatever = fc.record({
  people: fc
    .array(fc.subarray(ROLES), { maxLength: 5 })
    .map((all) => all.map((roles, index) => ({ userId: `person-${index}`, roles: new Set(roles) }))),
  met: fc.subarray([...shippedPolicy.requirements.keys()]).map((names) => new Set(names)),
  freezes: fc.subarray([...HOLDS]),
  freshness: fc.constantFrom('fresh' as const, 'stale' as const, 'unknown' as const),
  automatic: fc.boolean(),
})

test('under the default policy no worse level turns blocked into allowed, whatever the change, its risk, the people and the freezes', () => {
  const changes = [...shippedPolicy.changes.keys()]
  fc.assert(
    fc.property(whatever, (given) => {
      for (const name of changes) {
        const change = changeNamed(shippedPolicy, name)
        for (const risk of RISKS.slice(RISKS.indexOf(change.risk))) {
          const verdicts = LEVELS.map((level) => {
            const facts: DecisionFacts = {
              ...given,
              service: 'inference-gateway',
              change,
              risk,
              level,
              remainingRatio: REMAINING[level],
              claimsExemption: true,
            }
            return decide(shippedPolicy, facts).decision
          })
          const blockedFrom = verdicts.indexOf('blocked')
          const after = blockedFrom === -1 ? [] : verdicts.slice(blockedFrom)
          expect({ name, risk, after }).toEqual({ name, risk, after: after.map(() => 'blocked') })
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('nor does less budget at the same level', () => {
  const budgets = [1, 0.51, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0, -1]
  fc.assert(
    fc.property(
      whatever,
      fc.constantFrom(...shippedPolicy.changes.values()),
      fc.constantFrom(...LEVELS),
      (given, change, level) => {
        const verdicts = budgets.map(
          (remainingRatio) =>
            decide(shippedPolicy, {
              ...given,
              service: 'inference-gateway',
              change,
              risk: change.risk,
              level,
              remainingRatio,
              claimsExemption: true,
            }).decision,
        )
        const blockedFrom = verdicts.indexOf('blocked')
        if (blockedFrom !== -1) expect(new Set(verdicts.slice(blockedFrom))).toEqual(new Set(['blocked']))
      },
    ),
    { numRuns: 500 },
  )
})

import { describe, expect, test } from 'vitest'
import { decide } from '../../../src/core/policy/decide.ts'
import type { DecisionFacts } from '../../../src/core/policy/decision-facts.ts'
import { levelNamed } from '../../../src/core/policy/policy.ts'
import { changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'
import { allowanceOf, type Cell, cells, REMAINING, REQUIRED } from './default-table.ts'

const factsOf = ({ change, level }: Cell): DecisionFacts => ({
  service: 'inference-gateway',
  change: changeNamed(shippedPolicy, change),
  risk: changeNamed(shippedPolicy, change).risk,
  level,
  remainingRatio: REMAINING[level],
  freshness: 'fresh',
  met: new Set(),
  people: [],
  automatic: false,
  claimsExemption: true,
  freezes: [],
})

test('the table has 17 change types at 4 levels, and they are all that the policy knows', () => {
  expect(cells).toHaveLength(17 * 4)
  expect(new Set(cells.map(({ change }) => change))).toEqual(new Set(shippedPolicy.changes.keys()))
})

describe.each(cells)('$change at $level: $cell', (cell) => {
  test(`carries ${cell.risk} risk by default`, () => {
    expect(changeNamed(shippedPolicy, cell.change).risk).toBe(cell.risk)
  })

  const allowance = allowanceOf(cell.cell)
  if (allowance === null) {
    test('is blocked, whoever approves', () => {
      const everybody = ['a', 'b', 'c', 'd'].map((userId) => ({ userId, roles: ALL_ROLES }))
      const met = new Set(shippedPolicy.requirements.keys())
      const decision = decide(shippedPolicy, { ...factsOf(cell), people: everybody, met })
      const isFreeze = levelNamed(shippedPolicy, cell.level)?.freeze === true
      expect(decision).toMatchObject({
        decision: 'blocked',
        reasons: [isFreeze ? 'freeze_active' : 'risk_too_high'],
        seats: [],
        requires: [],
      })
    })
    return
  }

  const seats = allowance.seats.map((seat) => ({ ...seat, filledBy: [] }))
  const required = [...REQUIRED[cell.level], ...allowance.requires]

  test('names its seats and requirements', () => {
    expect(decide(shippedPolicy, factsOf(cell))).toMatchObject({
      decision: 'needs-approval',
      level: cell.level,
      reasons: ['approval_missing', 'requirement_missing'],
      seats,
      requires: required,
    })
  })

  const exactly = seats.flatMap(({ role, count }) =>
    Array.from({ length: count }, (_, index) => ({ userId: `${role}-${index}`, roles: new Set([role]) })),
  )
  const complete: DecisionFacts = { ...factsOf(cell), met: new Set(required), people: exactly }

  test('is approved with exactly its people and requirements', () => {
    expect(decide(shippedPolicy, complete)).toMatchObject({ decision: 'approved', reasons: ['approved'] })
  })

  test('is not approved when any one of its people is missing', () => {
    for (const absent of exactly) {
      const people = exactly.filter((person) => person !== absent)
      expect(decide(shippedPolicy, { ...complete, people })).toMatchObject({
        decision: 'needs-approval',
        reasons: ['approval_missing'],
      })
    }
  })

  test('is not approved when any one of its requirements is missing', () => {
    for (const absent of required) {
      const met = new Set(required.filter((name) => name !== absent))
      expect(decide(shippedPolicy, { ...complete, met })).toMatchObject({
        decision: 'needs-approval',
        reasons: ['requirement_missing'],
        requires: [absent],
      })
    }
  })

  test(cell.level === 'HEALTHY' ? 'may be triggered automatically' : 'must be triggered by hand', () => {
    expect(decide(shippedPolicy, { ...complete, automatic: true })).toMatchObject(
      cell.level === 'HEALTHY'
        ? { decision: 'approved' }
        : {
            decision: 'blocked',
            reasons: ['manual_trigger_required'],
            rule: `levels.${cell.level}.trigger`,
          },
    )
  })
})

const ALL_ROLES = new Set([
  'service-owner',
  'senior-engineer',
  'sre',
  'vp-engineering',
  'engineering-manager',
])

import { describe, expect, test } from 'vitest'
import { decide } from '../../src/policy/decide.ts'
import type { DecisionFacts } from '../../src/policy/decision-facts.ts'
import type { Decision } from '../../src/policy/decision.ts'
import { levelNamed } from '../../src/policy/policy.ts'
import { changeNamed, shippedPolicy } from '../support/shipped-policy.ts'

/** The table of the default policy, as the policy decisions give it. */
const TABLE = `
| change type (default risk) | HEALTHY | WARNING | CRITICAL | EMERGENCY |
|---|---|---|---|---|
| p0-hotfix, a production outage (low) | service-owner | service-owner + senior-engineer | sre | vp-engineering + 2 × senior-engineer |
| p1-bugfix, a critical bug (low) | service-owner | service-owner + senior-engineer | sre | block |
| feature (medium) | service-owner | service-owner + senior-engineer | block | block |
| experiment (medium) | service-owner | the same + justification | block | block |
| refactoring (medium) | service-owner | the same + justification ("defer unless high-value") | block | block |
| infrastructure (high) | service-owner | service-owner + senior-engineer + sre | block | block |
| low risk: configuration, static-content, documentation, logging | service-owner | service-owner + senior-engineer | sre | block |
| medium risk: schema-compatible, dependency-minor, performance | service-owner | service-owner + senior-engineer | block | block |
| high risk: major-refactoring, schema-breaking, dependency-major, architecture | service-owner | block | block | block |
`

/** "The same" is the cell above it that names its people. */
const SAME = 'service-owner + senior-engineer'

/** A budget within each level. */
const REMAINING = { HEALTHY: 0.8, WARNING: 0.4, CRITICAL: 0.2, EMERGENCY: 0.05 } as const
const LEVELS = Object.keys(REMAINING) as (keyof typeof REMAINING)[]

/** What each level asks of every request that it does not block. */
const REQUIRED: Record<keyof typeof REMAINING, readonly string[]> = {
  HEALTHY: ['code-review', 'tests-passing'],
  WARNING: ['code-review', 'tests-passing', 'rollback-plan', 'incremental-rollout', 'monitoring-plan'],
  CRITICAL: ['code-review', 'tests-passing', 'rollback-plan', 'incremental-rollout', 'monitoring-plan'],
  EMERGENCY: [
    'code-review',
    'tests-passing',
    'detailed-rollback-plan',
    'incremental-rollout',
    'real-time-monitoring',
  ],
}

interface Cell {
  readonly change: string
  readonly risk: string
  readonly level: keyof typeof REMAINING
  readonly cell: string
}

const cells = TABLE.trim()
  .split('\n')
  .slice(2)
  .flatMap((line): Cell[] => {
    const [first = '', ...columns] = line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim())
    const classed = /^(low|medium|high) risk: (.+)$/.exec(first)
    const named = /^([a-z0-9-]+).*\((low|medium|high)\)$/.exec(first)
    const risk = classed?.[1] ?? named?.[2] ?? ''
    const changes = classed?.[2]?.split(', ') ?? [named?.[1] ?? '']
    return changes.flatMap((change) =>
      LEVELS.map((level, index) => ({ change, risk, level, cell: columns[index] ?? '' })),
    )
  })

/** `vp-engineering + 2 × senior-engineer` as seats; what is no role is a requirement. */
function expectationOf(cell: string): { seats: Decision['seats']; justified: boolean } {
  const parts = cell
    .replace('the same', SAME)
    .replace(/\s*\(.*\)$/, '')
    .split(' + ')
  const seats = parts
    .filter((part) => part !== 'justification')
    .map((part) => {
      const [, count, role] = /^(?:(\d+) × )?(.+)$/.exec(part) ?? []
      return { role: role ?? '', count: Number(count ?? 1), filledBy: [] }
    })
  return { seats, justified: parts.includes('justification') }
}

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
})

test('the table has 17 change types at 4 levels, and they are all that the policy knows', () => {
  expect(cells).toHaveLength(17 * 4)
  expect(new Set(cells.map(({ change }) => change))).toEqual(new Set(shippedPolicy.changes.keys()))
})

describe.each(cells)('$change at $level: $cell', (cell) => {
  test(`carries ${cell.risk} risk by default`, () => {
    expect(changeNamed(shippedPolicy, cell.change).risk).toBe(cell.risk)
  })

  if (cell.cell === 'block') {
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

  const { seats, justified } = expectationOf(cell.cell)
  const required = [...REQUIRED[cell.level], ...(justified ? ['justification'] : [])]

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

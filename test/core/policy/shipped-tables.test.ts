import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { policyTestShape } from '../../../src/config/policies/policy-test-shape.ts'
import { budgetOf, runPolicyTests } from '../../../src/config/policies/policy-test-reader.ts'
import { seatsOf } from '../../../src/config/policies/level-reader.ts'
import { YamlFile } from '../../../src/config/reading/yaml-file.ts'
import { levelFor } from '../../../src/core/policy/condition.ts'
import { levelNamed, type Policy, type Seat } from '../../../src/core/policy/policy.ts'
import { ruleFor } from '../../../src/core/policy/rule-for.ts'
import { whatIf, type WhatIfAnswer } from '../../../src/core/policy/what-if.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { changeNamed } from '../../support/shipped-policy.ts'
import { allowanceOf, cells as defaultCells, REQUIRED } from './default-table.ts'
import {
  casesFile,
  cellsOf,
  SHIPPED_TABLES,
  shipped,
  type ShippedTable,
  type TableCell,
} from './shipped-tables.ts'

interface Approvals {
  readonly people?: readonly (readonly string[])[]
  readonly met?: readonly string[]
}

function answerTo(
  policy: Policy,
  { budgets }: ShippedTable,
  cell: TableCell,
  given: Approvals = {},
): WhatIfAnswer {
  const budget = budgets[cell.level]
  if (budget === undefined) throw new Error(`the test has no budget for ${cell.level}`)
  const change = changeNamed(policy, cell.change)
  const { people = [], met = [] } = given
  const question = { budget, change, risk: change.risk, people, met, automatic: false, claimsExemption: true }
  return whatIf(policy, question)
}

describe.each(SHIPPED_TABLES)('the table of $policy', (table) => {
  const cells = cellsOf(table)

  test('has every change type and every level that the policy knows, and no other', async () => {
    const policy = await shipped(table.policy)
    expect(new Set(cells.map(({ change }) => change))).toEqual(new Set(policy.changes.keys()))
    expect([...new Set(cells.map(({ level }) => level))]).toEqual(policy.levels.map(({ name }) => name))
    expect(cells).toHaveLength(policy.changes.size * policy.levels.length)
  })

  test.each(cells)('$change at $level: $cell', async (cell) => {
    const policy = await shipped(table.policy)
    const bare = answerTo(policy, table, cell)
    const { seats, requires, isBlocked } = cell
    const needsNothing = seats.length === 0 && requires.length === 0
    expect(bare.level.name).toBe(cell.level)
    expect(bare.decision).toMatchObject({
      decision: isBlocked ? 'blocked' : needsNothing ? 'approved' : 'needs-approval',
      seats: seats.map((seat) => ({ ...seat, filledBy: [] })),
      requires,
    })
    expect(bare.decision.reasons.includes('exempt')).toBe(cell.isExempt)
    expect(bare.decision.advice !== undefined).toBe(cell.isAdvised)
    const change = changeNamed(policy, cell.change)
    const { rule } = ruleFor(
      policy,
      cell.level,
      change,
      change.risk,
      table.budgets[cell.level]?.remainingRatio ?? null,
    )
    expect(rule.staggered ?? false).toBe(cell.isStaggered)

    const people = seats.map(({ role }) => [role])
    const complete = answerTo(policy, table, cell, { people, met: requires })
    expect(complete.decision.decision).toBe(isBlocked ? 'blocked' : 'approved')
    for (const absent of people) {
      const others = people.filter((person) => person !== absent)
      expect(answerTo(policy, table, cell, { people: others, met: requires }).decision.decision).toBe(
        'needs-approval',
      )
    }
    for (const absent of requires) {
      const met = requires.filter((name) => name !== absent)
      expect(answerTo(policy, table, cell, { people, met }).decision.decision).toBe('needs-approval')
    }
    if (isBlocked) {
      const everybody = Array.from({ length: 4 }, () => ALL_ROLES)
      const met = [...policy.requirements.keys()]
      expect(answerTo(policy, table, cell, { people: everybody, met }).decision.decision).toBe('blocked')
    }
  })
})

const ALL_ROLES = [
  'senior-engineer',
  'sre',
  'sre-lead',
  'engineering-manager',
  'vp-engineering',
  'cto',
  'ceo',
]

/** A cell as the YAML cases must have it. */
type Expected = Pick<TableCell, 'change' | 'level' | 'isBlocked' | 'seats' | 'requires'>

const EVERY_TABLE: readonly (readonly [policy: string, cells: readonly Expected[]])[] = [
  [
    'error-budget-policy',
    defaultCells.map(({ change, level, cell }) => {
      const allowance = allowanceOf(cell)
      const requires = allowance === null ? [] : [...REQUIRED[level], ...allowance.requires]
      return { change, level, isBlocked: allowance === null, seats: allowance?.seats ?? [], requires }
    }),
  ],
  ...SHIPPED_TABLES.map((table) => [table.policy, cellsOf(table)] as const),
]

describe.each(EVERY_TABLE)('the cases that ship beside %s', (name, cells) => {
  test('are as the policy says, and hold one for every cell of the table, equal to it', async () => {
    const policy = await shipped(name)
    const text = await readFile(casesFile(name), 'utf8')
    expect(runPolicyTests(new YamlFile(casesFile(name), text), policy).problems).toEqual([])

    const { cases } = policyTestShape.parse(parse(text))
    const shown = cases.flatMap(
      ({ budget, change, people = [], met = [], automatic, claimed, risk, expect: expected }) => {
        // What is blocked is blocked whoever approves: there the case brings everybody.
        const isPlain = expected.decision === 'blocked' || (people.length === 0 && met.length === 0)
        if (!isPlain || risk !== undefined || automatic === true || claimed === false) return []
        if (expected.decision === undefined) return []
        const level = levelFor(policy, budgetOf(budget)).name
        const seats = expected.seats === undefined ? [] : seatsOf(expected.seats)
        const { decision, requires } = expected
        return [change ?? []].flat().map((one) => ({ change: one, level, decision, seats, requires }))
      },
    )
    const lacking = cells.filter((cell) => {
      const needsNothing = cell.seats.length === 0 && cell.requires.length === 0
      const decision = cell.isBlocked ? 'blocked' : needsNothing ? 'approved' : 'needs-approval'
      return !shown.some(
        (one) =>
          one.change === cell.change &&
          one.level === cell.level &&
          one.decision === decision &&
          sameSeats(one.seats, cell.seats) &&
          (cell.isBlocked || sameNames(one.requires ?? [], cell.requires)),
      )
    })
    expect(lacking).toEqual([])
  })
})

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join()
const sameSeats = (a: readonly Seat[], b: readonly Seat[]): boolean =>
  sameNames(a.map(seatText), b.map(seatText))
const seatText = ({ role, count }: Seat): string => `${count} ${role}`

test('a blocked change at RED gets an exception by the CEO, and one at no other zone', async () => {
  const zones = await shipped('zones')
  const exceptionAt = (level: string) => levelNamed(zones, level)?.exception
  expect(exceptionAt('RED')).toEqual([{ role: 'ceo', count: 1 }])
  for (const level of ['GREEN', 'YELLOW', 'ORANGE']) expect(exceptionAt(level)).toEqual([])
})

test('each zone tells one more: nobody, the manager, the VP, the executives', async () => {
  const zones = await shipped('zones')
  expect(zones.levels.map(({ name, notify }) => [name, notify.roles])).toEqual([
    ['GREEN', []],
    ['YELLOW', ['engineering-manager']],
    ['ORANGE', ['engineering-manager', 'vp-engineering']],
    ['RED', ['engineering-manager', 'vp-engineering', 'executive']],
  ])
})

test('silver bullets are two a quarter for each service, by three people, at TIER-3 alone', async () => {
  const { silverBullets } = await shipped('tiers')
  expect(silverBullets).toEqual({
    count: 2,
    per: 'quarter',
    scope: 'service',
    seats: [
      { role: 'sre-lead', count: 1 },
      { role: 'engineering-manager', count: 1 },
      { role: 'vp-engineering', count: 1 },
    ],
    levels: ['TIER-3'],
  })
})

test('rolling deploys of the three tiers go node by node, each watched before the next', async () => {
  const { levels } = await shipped('three-tier')
  for (const { rollout } of levels) {
    expect(rollout?.kind).toBe('nodes')
    expect(rollout?.stages.map(({ title, waitMs }) => [title, waitMs / MINUTE_MS])).toEqual([
      ['node 1', 2],
      ['node 2', 2],
      ['node 3', 10],
    ])
  }
})

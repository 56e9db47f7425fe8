import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import type { BudgetFacts } from '../../../src/core/policy/condition.ts'
import type { Policy, Seat } from '../../../src/core/policy/policy.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'

const POLICIES = join(import.meta.dirname, '../../../config/policies')

/** A policy as it ships, by the name of its file. */
export async function shipped(name: string): Promise<Policy> {
  const file = join(POLICIES, `${name}.yaml`)
  const parsed = parsePolicy(await readFile(file, 'utf8'), file)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  return parsed.policy
}

export const casesFile = (name: string): string => join(POLICIES, `${name}.test.yaml`)

/** A table of the policy decisions, and a budget at which each of its levels freezes. */
export interface ShippedTable {
  readonly policy: string
  readonly table: string
  readonly budgets: Readonly<Record<string, BudgetFacts>>
  /** What a level asks of every request that it does not block. */
  readonly requires?: Readonly<Record<string, readonly string[]>>
}

const remaining = (percent: number, more: Partial<BudgetFacts> = {}): BudgetFacts => ({
  remainingRatio: percent / 100,
  exhaustsInMs: null,
  exhaustedForMs: null,
  ...more,
})

/** The four tables beside the default policy's, as the policy decisions give them; marks of what is ours are left out. */
export const SHIPPED_TABLES: readonly ShippedTable[] = [
  {
    policy: 'decision-matrix',
    table: `
| | STANDARD | MONITORED | GUARDED | BLOCKED | FROZEN |
|---|---|---|---|---|---|
| feature, experiment, refactoring, infrastructure, configuration | approve | approve, monitoring advised | sre | block | block |
| hotfix, security | approve | approve | sre | sre | sre + vp-engineering |
`,
    budgets: {
      STANDARD: remaining(90),
      MONITORED: remaining(60),
      GUARDED: remaining(20),
      BLOCKED: remaining(19.9),
      FROZEN: remaining(-5, { exhaustsInMs: 0, exhaustedForMs: 7 * DAY_MS }),
    },
  },
  {
    policy: 'tiers',
    table: `
| | NORMAL | TIER-1 | TIER-2 | TIER-3 |
|---|---|---|---|---|
| feature, refactoring, configuration | approve | approve, acknowledged | block | block |
| high-risk | approve, staggered | approve, staggered, acknowledged | block | block |
| p0-hotfix, security | approve | approve | sre | sre + engineering-manager |
`,
    budgets: {
      NORMAL: remaining(90),
      'TIER-1': remaining(80, { exhaustsInMs: 14 * DAY_MS }),
      'TIER-2': remaining(45, { spentRatios: new Map([[28 * DAY_MS, 0.5]]) }),
      'TIER-3': remaining(20),
    },
  },
  {
    policy: 'three-tier',
    table: `
| | HEALTHY | DEGRADED | EXHAUSTED |
|---|---|---|---|
| feature, experiment, refactoring, configuration, bugfix | approve | block | block |
| critical-fix | approve | sre | sre, postmortem-filed |
`,
    budgets: { HEALTHY: remaining(50.1), DEGRADED: remaining(50), EXHAUSTED: remaining(9.9) },
  },
  {
    policy: 'zones',
    table: `
| | GREEN | YELLOW | ORANGE | RED |
|---|---|---|---|---|
| feature | approve | senior-engineer | block | block |
| bugfix | approve | senior-engineer | engineering-manager | block |
| refactoring | approve | senior-engineer | block | block |
| architecture | approve | block | block | block |
| critical-fix | approve | senior-engineer | vp-engineering | vp-engineering + ceo |
| security, data-loss-prevention | always allowed | always allowed | always allowed | always allowed |
| legal-compliance | engineering-manager | engineering-manager | engineering-manager | vp-engineering |
`,
    budgets: { GREEN: remaining(75), YELLOW: remaining(25), ORANGE: remaining(0), RED: remaining(-0.1) },
    requires: { ORANGE: ['comprehensive-tests'], RED: ['comprehensive-tests'] },
  },
]

/** One cell of a table, read. */
export interface TableCell {
  readonly change: string
  readonly level: string
  readonly cell: string
  readonly isBlocked: boolean
  readonly isExempt: boolean
  readonly isStaggered: boolean
  readonly isAdvised: boolean
  readonly seats: readonly Seat[]
  readonly requires: readonly string[]
}

const rowOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((text) => text.trim())

/** Every cell of a table: each change type at each level. */
export function cellsOf({ table, requires = {} }: ShippedTable): readonly TableCell[] {
  const [head = '', , ...lines] = table.trim().split('\n')
  const [, ...levels] = rowOf(head)
  return lines.flatMap((line) => {
    const [changes = '', ...cells] = rowOf(line)
    return changes
      .split(', ')
      .flatMap((change) =>
        levels.map((level, index) => cellOf(change, level, cells[index] ?? '', requires[level] ?? [])),
      )
  })
}

const WORDS = ['approve', 'block', 'always allowed', 'staggered', 'monitoring advised']
const REQUIREMENTS = ['acknowledged', 'postmortem-filed']

function cellOf(change: string, level: string, cell: string, ofLevel: readonly string[]): TableCell {
  const parts = cell.split(', ')
  const isBlocked = parts.includes('block')
  const isExempt = parts.includes('always allowed')
  const required = parts.filter((part) => REQUIREMENTS.includes(part))
  const roles = parts.filter((part) => !WORDS.includes(part) && !REQUIREMENTS.includes(part))
  return {
    change,
    level,
    cell,
    isBlocked,
    isExempt,
    isStaggered: parts.includes('staggered'),
    isAdvised: parts.includes('monitoring advised'),
    seats: roles.flatMap((part) => part.split(' + ')).map((role) => ({ role, count: 1 })),
    requires: isBlocked || isExempt ? [] : [...ofLevel, ...required],
  }
}

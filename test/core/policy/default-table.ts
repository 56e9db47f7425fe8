import type { Seat } from '../../../src/core/policy/policy.ts'

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
export const REMAINING = { HEALTHY: 0.8, WARNING: 0.4, CRITICAL: 0.2, EMERGENCY: 0.05 } as const
export type LevelName = keyof typeof REMAINING
export const LEVELS = Object.keys(REMAINING) as readonly LevelName[]

/** What each level asks of every request that it does not block. */
export const REQUIRED: Readonly<Record<LevelName, readonly string[]>> = {
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

export interface Cell {
  readonly change: string
  readonly risk: string
  readonly level: LevelName
  readonly cell: string
}

export const cells = TABLE.trim()
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

/** `vp-engineering + 2 × senior-engineer` as seats; what is no role is a requirement. Null where it blocks. */
export function allowanceOf(
  cell: string,
): { readonly seats: readonly Seat[]; readonly requires: readonly string[] } | null {
  if (cell === 'block') return null
  const parts = cell
    .replace('the same', SAME)
    .replace(/\s*\(.*\)$/, '')
    .split(' + ')
  const seats = parts
    .filter((part) => part !== 'justification')
    .map((part) => {
      const [, count, role] = /^(?:(\d+) × )?(.+)$/.exec(part) ?? []
      return { role: role ?? '', count: Number(count ?? 1) }
    })
  return { seats, requires: parts.filter((part) => part === 'justification') }
}

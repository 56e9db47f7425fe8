import type { ChangeType, Condition, Level, Policy } from './policy.ts'
import { type Ruling, ruling } from './ruling.ts'

/** A change type's row: what it gets at each level, in the policy's order of levels. */
export interface TableRow {
  readonly change: ChangeType
  readonly cells: readonly Ruling[]
}

/** The policy's matrix. Each level's rules are those at the best budget at which it holds. */
export const policyTable = (policy: Policy): readonly TableRow[] =>
  [...policy.changes.values()].map((change) => ({
    change,
    cells: policy.levels.map((level) => rulingAt(policy, level, change)),
  }))

/** What a change type gets at a level, by its own risk. An exempt one is approved everywhere, once it is claimed. */
export const rulingAt = (
  policy: Policy,
  level: Level,
  change: ChangeType,
  remainingRatio = bestRemaining(level.when),
): Ruling =>
  ruling(policy, {
    service: '',
    change,
    risk: change.risk,
    level: level.name,
    remainingRatio,
    freshness: 'fresh',
    freezes: [],
    met: new Set(),
    people: [],
    automatic: false,
    claimsExemption: true,
  })

/** The best budget at which a level still holds; null where that is no one number. */
function bestRemaining(when: Condition | null): number | null {
  if (when === null) return 1
  if (when.kind !== 'remaining') return null
  const { below, atMost } = when.bounds
  return atMost ?? (below === undefined ? null : below - 1e-6)
}

import { boundariesOf, levelFor } from '../policy/condition.ts'
import type { Policy } from '../policy/policy.ts'
import type { LevelBand } from './picture.ts'
import { picturedLevel } from './pictured-level.ts'

/**
 * The levels by the budget remaining alone, best first. A level that only something else brings about, such as a burn rate,
 * has no band.
 */
export function levelBands(policy: Policy): readonly LevelBand[] {
  const bounds = boundariesOf(policy)
    .filter((ratio) => ratio < 1)
    .toSorted((a, b) => b - a)
  const edges: readonly (number | null)[] = [null, ...bounds]
  const bands: LevelBand[] = []
  for (const [index, aboveRatio] of [...bounds, null].entries()) {
    const upToRatio = edges[index] ?? null
    const { name } = levelFor(policy, { remainingRatio: between(aboveRatio, upToRatio) })
    const level = picturedLevel(policy, name)
    const last = bands.at(-1)
    if (last?.level === name) bands[bands.length - 1] = { ...last, aboveRatio }
    else if (level !== null) bands.push({ ...level, aboveRatio, upToRatio })
  }
  return bands
}

function between(above: number | null, upTo: number | null): number {
  if (above === null) return upTo === null ? 0 : upTo - 1
  return upTo === null ? (above + 1) / 2 : (above + upTo) / 2
}

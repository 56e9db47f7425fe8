import { boundariesOf, levelFor } from '../policy/condition.ts'
import type { Level, Policy } from '../policy/policy.ts'
import { levelRank } from '../policy/policy.ts'
import type { LevelBand, PicturedLevel } from './picture.ts'

/**
 * The levels by the budget remaining alone, best first. A level that only something else brings about, such as a burn rate,
 * has no band.
 */
export function levelBands(policy: Policy): readonly LevelBand[] {
  const bounds = boundariesOf(policy)
    .filter((ratio) => ratio < 1)
    .toSorted((a, b) => b - a)
  const edges: readonly (number | null)[] = [null, ...bounds, null]
  const bands: LevelBand[] = []
  for (const [index, aboveRatio] of [...bounds, null].entries()) {
    const upToRatio = edges[index] ?? null
    const level = levelFor(policy, { remainingRatio: between(aboveRatio, upToRatio) })
    const last = bands.at(-1)
    if (last?.level === level.name) bands[bands.length - 1] = { ...last, aboveRatio }
    else bands.push({ ...picturedLevel(policy, level), aboveRatio, upToRatio })
  }
  return bands
}

export const picturedLevel = (policy: Policy, { name, title, emoji, freeze }: Level): PicturedLevel => ({
  level: name,
  title,
  emoji,
  freeze,
  rank: levelRank(policy, name),
})

function between(above: number | null, upTo: number | null): number {
  if (above === null) return upTo === null ? 0 : upTo - 1
  return upTo === null ? (above + 1) / 2 : (above + upTo) / 2
}

import type { Reading } from '../budgets/reading.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { Followed } from './follow-transition.ts'

/**
 * Services whose level is the same and, since an edit of the policy, is a freeze or no longer one. What follows is what
 * follows from a transition: of the level to itself.
 */
export async function editedFreezes(
  levelFreezes: Pick<LevelFreezeStore, 'current'>,
  edited: readonly Status[],
  readings: ReadonlyMap<string, readonly Reading[]>,
  catalog: Catalog,
  at: number,
  ids: Ids,
): Promise<readonly Followed[]> {
  const followed: Followed[] = []
  for (const status of edited) {
    const found = governed(catalog, status.service)
    const level = found && levelNamed(found.policy, status.level)
    if (found === undefined || level === undefined) continue
    const isFrozen = (await levelFreezes.current(status.service)) !== undefined
    if (level.freeze === isFrozen) continue
    const { slo, remainingRatio, policyVersion } = status
    const reading = readings.get(status.service)?.find((one) => one.kind === 'measured' && one.slo === slo)
    followed.push({
      transition: {
        id: ids.next('t'),
        service: status.service,
        from: level.name,
        to: level.name,
        at,
        slo,
        remainingRatio,
        policyVersion,
      },
      ...found,
      status,
      reading: reading?.kind === 'measured' ? reading : undefined,
    })
  }
  return followed
}

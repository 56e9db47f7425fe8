import type { Look } from '../backtest/player.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { levelRank, type Policy } from '../policy/policy.ts'
import { levelThen, lookAt, statusIn } from './look.ts'
import type { Future } from './play-future.ts'
import type { SimulatedLevel } from './simulation.ts'

/** Whether a look is worse than now and than without what is asked about. */
function worseLooks(
  policy: Policy,
  service: string,
  [without, withIt]: readonly [Future, Future],
  from: number,
): readonly boolean[] {
  const rankAt = (look: Look | undefined): number =>
    levelRank(policy, (look && statusIn(look, service)?.level) ?? '')
  const now = rankAt(lookAt(without, from))
  return withIt.looks.map(
    (look, index) => look.at >= from && rankAt(look) > Math.max(now, rankAt(without.looks[index])),
  )
}

/** Between looks that are far apart it is looked more often where the level gets well again. */
export function refined(
  policy: Policy,
  service: string,
  futures: readonly [Future, Future],
  times: readonly number[],
  from: number,
): readonly number[] | null {
  const last = worseLooks(policy, service, futures, from).lastIndexOf(true)
  const [start, end] = [times[last], times[last + 1]]
  if (start === undefined || end === undefined) return null
  const between = Array.from({ length: 30 }, (_, index) =>
    Math.round(start + ((end - start) * (index + 1)) / 31),
  )
  return [...new Set([...times, ...between])].toSorted((a, b) => a - b)
}

export function simulatedLevel(
  policy: Policy,
  service: string,
  futures: readonly [Future, Future],
  from: number,
  until: number,
): SimulatedLevel {
  const [without, withIt] = futures
  const nameAt = (look: Look): string => statusIn(look, service)?.level ?? ''
  const now = nameAt(lookAt(without, from))
  const after = nameAt(lookAt(withIt, until))
  const isWorse = worseLooks(policy, service, futures, from)
  const last = isWorse.lastIndexOf(true)
  const rank = (level: string): number => levelRank(policy, level)
  const worst = withIt.looks
    .filter((_, index) => isWorse[index])
    .reduce<Look | null>(
      (most, look) => (most === null || rank(nameAt(look)) > rank(nameAt(most)) ? look : most),
      null,
    )
  const recovered = last === -1 ? undefined : withIt.looks[last + 1]
  return {
    now: levelThen(policy, now),
    after: levelThen(policy, after),
    worst:
      worst !== null && rank(nameAt(worst)) > Math.max(rank(now), rank(after))
        ? { ...levelThen(policy, nameAt(worst)), at: isoTime(worst.at) }
        : null,
    recoversAt: recovered === undefined ? null : isoTime(recovered.at),
    isWorse: last !== -1,
  }
}

import type { Period } from '../kernel/time/period.ts'
import { levelNamed, levelRank, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import type { ServiceReport } from './report.ts'

/** How long each level held in a period, and which one held at its end. `transitions`: of one service, oldest first, with the last one before. */
export function levelsDuring(
  policy: Policy | undefined,
  transitions: readonly Transition[],
  { from, until }: Period,
): Pick<ServiceReport, 'level' | 'levels'> {
  const held = new Map<string, number>()
  let last: string | null = null
  for (const [index, { to, at }] of transitions.entries()) {
    if (at >= until) break
    const end = Math.min(transitions[index + 1]?.at ?? until, until)
    const ms = end - Math.max(at, from)
    last = to
    if (to !== UNKNOWN_LEVEL && ms > 0) held.set(to, (held.get(to) ?? 0) + ms)
  }
  const rank = (level: string): number => (policy === undefined ? 0 : levelRank(policy, level))
  const known = (name: string) => policy && levelNamed(policy, name)
  const level = last === null || last === UNKNOWN_LEVEL ? null : last
  return {
    level:
      level === null
        ? null
        : {
            name: level,
            emoji: known(level)?.emoji ?? '',
            isFreeze: known(level)?.freeze ?? false,
          },
    levels: [...held]
      .toSorted(([one], [other]) => rank(one) - rank(other))
      .map(([name, ms]) => ({ level: name, emoji: known(name)?.emoji ?? '', ms })),
  }
}

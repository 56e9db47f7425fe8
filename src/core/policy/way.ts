import { levelNamed, type Policy, type Seat } from './policy.ts'
import type { RuleFound } from './rule-for.ts'
import type { Approver } from './seats.ts'

/** The ways through a freeze: by the policy's process, by authority, by a counted ration. */
export const WAYS = ['exception', 'override', 'silver-bullet'] as const
export type Way = (typeof WAYS)[number]

/** The seats of a way at a level; null where the policy has no such way there. An override has none: one person decides. */
export function seatsOfWay(policy: Policy, way: Way | null, levelName: string): readonly Seat[] | null {
  if (way === 'exception') {
    const seats = levelNamed(policy, levelName)?.exception ?? []
    return seats.length === 0 ? null : seats
  }
  if (way !== 'silver-bullet' || policy.silverBullets === null) return null
  const { levels, seats } = policy.silverBullets
  return levels.includes(levelName) ? seats : null
}

/** A rule of a level as it reads for a request on this way: where it blocks, the seats of the way replace the block. */
export function throughBlock(
  policy: Policy,
  way: Way | null,
  found: RuleFound,
  levelName: string | null,
): RuleFound {
  if (found.rule.verdict !== 'block' || levelName === null) return found
  const seats = seatsOfWay(policy, way, levelName)
  if (seats === null) return found
  const path = way === 'exception' ? `levels.${levelName}.exception` : 'silver_bullets'
  return { rule: { verdict: 'approvals', seats, requires: [] }, path, tooRisky: false }
}

/** The rule of an override, once somebody in one of its roles has decided it; null otherwise. */
export function overrideRule(policy: Policy, people: readonly Approver[]): RuleFound | null {
  const role = policy.override?.roles.find((one) => people.some(({ roles }) => roles.has(one)))
  if (role === undefined) return null
  const seats = [{ role, count: 1 }]
  return { rule: { verdict: 'approvals', seats, requires: [] }, path: 'override', tooRisky: false }
}

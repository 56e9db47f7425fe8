import type { Ladder } from './ladder.ts'
import { levelNamed, type Policy } from './policy.ts'
import type { Approver } from './seats.ts'

/** A seat that was opened to the next role as well. */
export interface Escalation {
  /** The role of the seat. */
  readonly seat: string
  readonly to: string
  readonly at: number
  /** Slack user id, or `budgeteer` when nobody answered. */
  readonly by: string
}

const NO_LADDER: Ladder = new Map()

export const ladderAt = (policy: Policy, levelName: string): Ladder =>
  levelNamed(policy, levelName)?.escalation ?? policy.escalation ?? NO_LADDER

/** The roles above a seat's, nearest first. A ladder that leads in a circle ends where it closes. */
export function rolesAbove(ladder: Ladder, seat: string): readonly string[] {
  const above: string[] = []
  for (let role = ladder.get(seat); role !== undefined; role = ladder.get(role)) {
    if (role === seat || above.includes(role)) break
    above.push(role)
  }
  return above
}

/** The next role for a seat, beyond those that it was handed to already; null at the top. */
export function nextRole(ladder: Ladder, seat: string, escalations: readonly Escalation[]): string | null {
  const asked = escalations.filter((one) => one.seat === seat).map(({ to }) => to)
  return rolesAbove(ladder, seat).find((role) => !asked.includes(role)) ?? null
}

/**
 * People with the seats that escalation opened to them: no seat fewer, only more people for it. What the ladder of today's
 * level does not name counts no longer.
 */
export function withEscalations(
  people: readonly Approver[],
  escalations: readonly Escalation[],
  ladder: Ladder,
): readonly Approver[] {
  const standing = escalations.filter(({ seat, to }) => rolesAbove(ladder, seat).includes(to))
  if (standing.length === 0) return people
  return people.map(({ userId, roles }) => {
    const opened = standing.filter(({ to }) => roles.has(to)).map(({ seat }) => seat)
    return { userId, roles: new Set([...roles, ...opened]) }
  })
}

import { levelNamed, type Policy, type Seat } from '../policy/policy.ts'

/** The ways through a block at this level, in words, best first. Empty when the policy names none. */
export function waysThrough(policy: Policy, levelName: string): string[] {
  const exception = levelNamed(policy, levelName)?.exception ?? []
  const bullets = policy.silverBullets
  return [
    ...(exception.length === 0
      ? []
      : [`a freeze exception, approved by ${seatsInWords(exception)}: /deploy exception`]),
    ...(bullets?.levels.includes(levelName) === true
      ? [
          `a silver bullet (${bullets.count} per ${bullets.per}), approved by ${seatsInWords(bullets.seats)}: /deploy silver-bullet`,
        ]
      : []),
    ...(policy.override === null
      ? []
      : [`an override by ${policy.override.roles.join(' or ')}: /deploy override`]),
  ]
}

/** `sre + engineering-manager`, `vp-engineering + 2 × senior-engineer`. */
export const seatsInWords = (seats: readonly Seat[]): string =>
  seats.map(({ role, count }) => (count === 1 ? role : `${count} × ${role}`)).join(' + ')

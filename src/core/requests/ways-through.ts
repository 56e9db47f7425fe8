import { say, type Words } from '../kernel/prompt.ts'
import { levelNamed, type Policy, type Seat } from '../policy/policy.ts'

/** The ways through a block at this level, in words, best first. Empty when the policy names none. */
export function waysThrough(policy: Policy, levelName: string): readonly Words[] {
  const exception = levelNamed(policy, levelName)?.exception ?? []
  const bullets = policy.silverBullets
  return [
    ...(exception.length === 0
      ? []
      : [
          say`a freeze exception, approved by ${seatsInWords(exception)}: ${{ kind: 'take-way', way: 'exception' }}`,
        ]),
    ...(bullets?.levels.includes(levelName) === true
      ? [
          say`a silver bullet (${String(bullets.count)} per ${bullets.per}), approved by ${seatsInWords(bullets.seats)}: ${{ kind: 'take-way', way: 'silver-bullet' }}`,
        ]
      : []),
    ...(policy.override === null
      ? []
      : [
          say`an override by ${policy.override.roles.join(' or ')}: ${{ kind: 'take-way', way: 'override' }}`,
        ]),
  ]
}

/** `sre + engineering-manager`, `vp-engineering + 2 × senior-engineer`. */
export const seatsInWords = (seats: readonly Seat[]): string =>
  seats.map(({ role, count }) => (count === 1 ? role : `${count} × ${role}`)).join(' + ')

import { say, type Words } from '../kernel/prompt.ts'
import { roleIn, seatsInWords } from '../policy/approval-words.ts'
import { levelNamed, type Policy } from '../policy/policy.ts'

/** The ways through a block at this level, in words, best first. Empty when the policy names none. */
export function waysThrough(policy: Policy, levelName: string): readonly Words[] {
  const exception = levelNamed(policy, levelName)?.exception ?? []
  const bullets = policy.silverBullets
  return [
    ...(exception.length === 0
      ? []
      : [
          say`a freeze exception, approved by ${seatsInWords(policy, exception)}: ${{ kind: 'take-way', way: 'exception' }}`,
        ]),
    ...(bullets?.levels.includes(levelName) === true
      ? [
          say`a silver bullet (${String(bullets.count)} per ${bullets.per}), approved by ${seatsInWords(policy, bullets.seats)}: ${{ kind: 'take-way', way: 'silver-bullet' }}`,
        ]
      : []),
    ...(policy.override === null
      ? []
      : [
          say`an override by ${policy.override.roles.map((role) => roleIn(policy, role)).join(' or ')}: ${{ kind: 'take-way', way: 'override' }}`,
        ]),
  ]
}

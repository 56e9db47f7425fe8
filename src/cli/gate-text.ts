import { percentText } from '../core/budgets/percent.ts'
import type { GateReply } from './gate/ask-gate.ts'

const VERDICT = { approved: 'Allowed', 'needs-approval': 'Waiting for approval', blocked: 'Denied' } as const

/** Text from the outside that a terminal shows as it is: no control characters. */
export const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ')

/** The answer as a person reads it in a pipeline's log: verdict and reason, the policy line, what is still open. */
export function gateText(reply: GateReply): string {
  const { remainingRatio, stale } = reply.budget
  const open = reply.seats
    .filter(({ count, filledBy }) => filledBy.length < count)
    .map(({ role, count, filledBy }) => `${count - filledBy.length} × ${role}`)
  const rows: readonly (readonly [string, string])[] = [
    ['reason', reply.reasons.join(', ')],
    ['policy', `${reply.rule} (${reply.policy.name} ${reply.policy.version})`],
    [
      'level',
      remainingRatio === null
        ? reply.level
        : `${reply.level}, ${percentText(remainingRatio)} of the budget left${stale ? ' (stale)' : ''}`,
    ],
    ['open seats', open.join(', ')],
    ['still needed', reply.requires.join(', ')],
    ['request', reply.requestId ?? ''],
    ['grant', reply.grantId === null ? '' : [reply.grantId, untilText(reply.expiresAt)].join('')],
  ]
  const told = rows.filter(([, value]) => value !== '')
  return [
    `${VERDICT[reply.decision]}: ${reply.explanation}`,
    ...told.map(([name, value]) => `  ${name.padEnd(12)}  ${value}`),
  ]
    .map(plain)
    .join('\n')
}

const untilText = (expiresAt: string | null): string => (expiresAt === null ? '' : `, until ${expiresAt}`)

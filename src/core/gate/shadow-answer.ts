import { say } from '../kernel/prompt.ts'
import type { EnforcedAnswer, GateAnswer } from '../requests/outcome.ts'

/** The yes of a service in shadow, with the whole answer that enforcement gives to the same facts. */
export function shadowAnswer(wouldHave: EnforcedAnswer, line: string, serviceTitle: string): GateAnswer {
  const { level, service, change, risk, policy, requestId, budget } = wouldHave
  const inShadow = `${serviceTitle} is in shadow: nothing is blocked.`
  return {
    allowed: true,
    decision: 'approved',
    level,
    service,
    change,
    risk,
    reasons: ['shadow'],
    seats: [],
    requires: [],
    rule: line,
    policy,
    explanation: wouldHave.allowed
      ? `${inShadow} Enforced, the policy would say yes as well.`
      : say`${inShadow} Enforced, the policy would say: ${wouldHave.explanation}`,
    requestId,
    grantId: null,
    expiresAt: null,
    budget,
    enforcement: 'shadow',
    wouldHave,
  }
}

import type { Decision, ReasonCode } from './decision.ts'
import type { DecisionFacts } from './decision-facts.ts'
import { explanation } from './explanation.ts'
import type { Policy } from './policy.ts'
import { ruling } from './ruling.ts'
import { filledSeats, openSeats } from './seats.ts'

/** What the policy says of a change, given these facts and approvals. Pure: the same facts give the same decision. */
export function decide(policy: Policy, facts: DecisionFacts): Decision {
  const { rule, path, isExempt, requires: demanded, reasons, lacksDay, more } = ruling(policy, facts)
  if (isExempt) return decisionOf(policy, facts, { decision: 'approved', reasons, rule: path })
  if (rule.verdict === 'block')
    return decisionOf(policy, facts, { decision: 'blocked', reasons, rule: path, ...more })

  const seats = filledSeats(rule.seats, facts.people)
  const requires = demanded.filter((requirement) => !facts.met.has(requirement))
  const lacking: ReasonCode[] = [
    ...(openSeats(seats).length > 0 ? (['approval_missing'] as const) : []),
    ...(requires.length > 0 ? (['requirement_missing'] as const) : []),
    ...(lacksDay ? (['not_planned'] as const) : []),
  ]
  const isApproved = lacking.length === 0
  return decisionOf(policy, facts, {
    decision: isApproved ? 'approved' : 'needs-approval',
    reasons: [...(isApproved ? ([seats.length > 0 ? 'approved' : 'allowed'] as const) : lacking), ...reasons],
    rule: path,
    seats,
    requires,
    ...more,
  })
}

type Verdict = Pick<Decision, 'decision' | 'reasons' | 'rule'> &
  Partial<Pick<Decision, 'seats' | 'requires' | 'opensAt' | 'advice'>>

function decisionOf(policy: Policy, facts: DecisionFacts, verdict: Verdict): Decision {
  const decision = {
    seats: [],
    requires: [],
    ...verdict,
    level: facts.level,
    service: facts.service,
    change: facts.change.name,
    risk: facts.risk,
    policy: { name: policy.name, version: policy.version },
  }
  return { ...decision, explanation: explanation(policy, facts, decision) }
}

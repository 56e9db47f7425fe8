import type { Decision, ReasonCode } from './decision.ts'
import type { DecisionFacts } from './decision-facts.ts'
import { explanation } from './explanation.ts'
import { levelNamed, type Policy } from './policy.ts'
import { type RuleFound, ruleFor, stricter } from './rule-for.ts'
import { filledSeats, openSeats } from './seats.ts'

/** What the policy says of a change, given these facts. Pure: the same facts give the same decision. */
export function decide(policy: Policy, facts: DecisionFacts): Decision {
  if (facts.change.exempt && facts.claimsExemption) {
    return decisionOf(policy, facts, {
      decision: 'approved',
      reasons: ['exempt'],
      rule: `change_types.${facts.change.name}.exempt`,
    })
  }

  const { rule, path, tooRisky } = deciding(policy, facts)
  const level = levelNamed(policy, facts.level)
  const doubts = doubtsOf(facts)

  if (rule.verdict === 'block') {
    const reason: ReasonCode = level?.freeze === true || !tooRisky ? 'freeze_active' : 'risk_too_high'
    return decisionOf(policy, facts, { decision: 'blocked', reasons: [reason, ...doubts], rule: path })
  }
  if (facts.automatic && level?.trigger === 'manual') {
    return decisionOf(policy, facts, {
      decision: 'blocked',
      reasons: ['manual_trigger_required', ...doubts],
      rule: `levels.${level.name}.trigger`,
    })
  }

  const seats = filledSeats(rule.seats, facts.people)
  const levelRequires = levelNamed(policy, rulingLevel(facts))?.requires ?? []
  const demanded = [...new Set([...levelRequires, ...rule.requires])]
  const requires = demanded.filter((requirement) => !facts.met.has(requirement))
  const lacking: ReasonCode[] = [
    ...(openSeats(seats).length > 0 ? (['approval_missing'] as const) : []),
    ...(requires.length > 0 ? (['requirement_missing'] as const) : []),
  ]
  if (lacking.length > 0) {
    const reasons = [...lacking, ...doubts]
    return decisionOf(policy, facts, { decision: 'needs-approval', reasons, rule: path, seats, requires })
  }
  const reasons: ReasonCode[] = [seats.length > 0 ? 'approved' : 'allowed', ...doubts]
  return decisionOf(policy, facts, { decision: 'approved', reasons, rule: path, seats })
}

const rulingLevel = ({ grantedLevel, level }: DecisionFacts): string => grantedLevel ?? level

/** The level's rule, and past the keep of a budget that nobody knows, the missing-budget rule beside it. */
function deciding(policy: Policy, facts: DecisionFacts): RuleFound {
  const found = ruleFor(policy, rulingLevel(facts), facts.change, facts.risk, facts.remainingRatio)
  if (facts.freshness !== 'unknown') return found
  return stricter(found, {
    rule: policy.onMissingBudget.then,
    path: 'on_missing_budget.then',
    tooRisky: false,
  })
}

function doubtsOf({ freshness, change, claimsExemption }: DecisionFacts): ReasonCode[] {
  return [
    ...(freshness === 'unknown' ? (['budget_unknown'] as const) : []),
    ...(freshness === 'stale' ? (['budget_stale'] as const) : []),
    ...(change.exempt && !claimsExemption ? (['exemption_not_claimable'] as const) : []),
  ]
}

type Verdict = Pick<Decision, 'decision' | 'reasons' | 'rule'> & Partial<Pick<Decision, 'seats' | 'requires'>>

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

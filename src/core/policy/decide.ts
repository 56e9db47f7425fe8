import type { DaySlot } from './day-slot.ts'
import type { Decision, ReasonCode } from './decision.ts'
import type { DecisionFacts } from './decision-facts.ts'
import { explanation } from './explanation.ts'
import { endOf, hoursAdvice, type HoursFreeze, reasonOf } from './freeze.ts'
import { levelNamed, type Policy, type Rule, type Seat } from './policy.ts'
import { type RuleFound, ruleFor, stricter } from './rule-for.ts'
import { type RuleUnderFreezes, ruleUnderFreezes } from './rule-under-freezes.ts'
import { filledSeats, openSeats } from './seats.ts'
import { overrideRule, throughBlock, type Way } from './way.ts'
import { isoTime } from '../kernel/time/iso-time.ts'

/** What the policy says of a change, given these facts. Pure: the same facts give the same decision. */
export function decide(policy: Policy, facts: DecisionFacts): Decision {
  if (facts.change.exempt && facts.claimsExemption) {
    return decisionOf(policy, facts, {
      decision: 'approved',
      reasons: ['exempt'],
      rule: `change_types.${facts.change.name}.exempt`,
    })
  }

  const { rule, path, tooRisky, blockedBy, freezes, manualAt } = deciding(policy, facts)
  const level = levelNamed(policy, facts.level)
  const hours = facts.freezes.find((freeze) => freeze.kind === 'hours')
  const isOverridden = path === OVERRIDE
  const doubts = [
    ...wayTaken(policy, facts, rule, path),
    ...new Set(freezes.map(reasonOf)),
    ...doubtsOf(facts),
  ]

  if (rule.verdict === 'block') {
    const ofLevel: ReasonCode = level?.freeze === true || !tooRisky ? 'freeze_active' : 'risk_too_high'
    const reasons = blockedBy === null ? [ofLevel, ...doubts] : doubts
    return decisionOf(policy, facts, {
      decision: 'blocked',
      reasons,
      rule: path,
      ...(blockedBy !== null && opening(endOf(freezes))),
    })
  }
  const byHandAt = level?.trigger === 'manual' ? level : manualAt
  if (facts.automatic && byHandAt !== null) {
    return decisionOf(policy, facts, {
      decision: 'blocked',
      reasons: ['manual_trigger_required', ...doubts],
      rule: `levels.${byHandAt.name}.trigger`,
    })
  }
  if (hours?.effect === 'blocks' && !isOverridden) {
    return decisionOf(policy, facts, {
      decision: 'blocked',
      reasons: ['outside_deploy_hours', ...doubts],
      rule: `levels.${hours.level}.hours`,
      ...opening(hours.until),
    })
  }
  const slot = rule.staggered === true ? facts.slot : undefined
  const refusal = slot?.kind === 'refused' ? slot : undefined
  if (refusal !== undefined && refusal.reason !== 'not_planned') {
    return decisionOf(policy, facts, {
      decision: 'blocked',
      reasons: [refusal.reason, ...doubts],
      rule: path,
      ...opening(refusal.opensAt),
    })
  }

  const advice = adviceOf(policy, rule, hours, slot)
  const seats = filledSeats(rule.seats, facts.people)
  const levelRequires = isOverridden ? [] : (levelNamed(policy, rulingLevel(facts))?.requires ?? [])
  const demanded = [...new Set([...levelRequires, ...rule.requires])]
  const requires = demanded.filter((requirement) => !facts.met.has(requirement))
  const lacking: ReasonCode[] = [
    ...(openSeats(seats).length > 0 ? (['approval_missing'] as const) : []),
    ...(requires.length > 0 ? (['requirement_missing'] as const) : []),
    ...(refusal === undefined ? [] : [refusal.reason]),
  ]
  if (lacking.length > 0) {
    const reasons = [...lacking, ...doubts]
    return decisionOf(policy, facts, {
      decision: 'needs-approval',
      reasons,
      rule: path,
      seats,
      requires,
      ...opening(refusal?.opensAt ?? null),
      ...advice,
    })
  }
  const reasons: ReasonCode[] = [seats.length > 0 ? 'approved' : 'allowed', ...doubts]
  return decisionOf(policy, facts, { decision: 'approved', reasons, rule: path, seats, ...advice })
}

const rulingLevel = ({ grantedLevel, level }: DecisionFacts): string => grantedLevel ?? level

/**
 * The level's rule; past the keep of a budget that nobody knows, the missing-budget rule beside it; and the rules of
 * whatever freezes the change back.
 */
function deciding(policy: Policy, facts: DecisionFacts): RuleUnderFreezes {
  const { way = null, people } = facts
  const overridden = way === 'override' ? overrideRule(policy, people) : null
  if (overridden !== null) return { ...overridden, freezes: [], blockedBy: null, manualAt: null }
  const level = rulingLevel(facts)
  const ofLevel = ruleFor(policy, level, facts.change, facts.risk, facts.remainingRatio)
  const found = throughBlock(policy, way, ofLevel, level)
  const missing = { rule: policy.onMissingBudget.then, path: 'on_missing_budget.then', tooRisky: false }
  const known = facts.freshness === 'unknown' ? stricter(found, missing) : found
  return ruleUnderFreezes(policy, facts, withSeats(known, facts.grantedSeats ?? []))
}

/** An edit of the policy never makes a grant out of fewer people than it was given by. */
function withSeats(found: RuleFound, seats: readonly Seat[]): RuleFound {
  if (seats.length === 0) return found
  const granted = { rule: { verdict: 'approvals' as const, seats, requires: [] }, path: '', tooRisky: false }
  return { ...found, rule: stricter(found, granted).rule }
}

const OVERRIDE = 'override'
const WAY_REASONS: Readonly<Record<Way, ReasonCode>> = {
  exception: 'exception',
  override: 'override',
  'silver-bullet': 'silver_bullet',
}

/** The way that a change takes which would be blocked without it; none where the policy lets it pass as it is. */
function wayTaken(policy: Policy, facts: DecisionFacts, { verdict }: Rule, path: string): ReasonCode[] {
  const { way = null } = facts
  if (way === null || verdict === 'block') return []
  const isTaken =
    way === 'override'
      ? path === OVERRIDE
      : deciding(policy, { ...facts, way: null }).rule.verdict === 'block'
  return isTaken ? [WAY_REASONS[way]] : []
}

const opening = (at: number | null): Pick<Decision, 'opensAt'> =>
  at === null ? {} : { opensAt: isoTime(at) }

/** What the policy recommends to a change that it lets pass. */
function adviceOf(
  policy: Policy,
  { advice }: Rule,
  hours: HoursFreeze | undefined,
  slot: DaySlot | undefined,
): Partial<Pick<Decision, 'advice'>> {
  const said = [
    ...(advice === undefined ? [] : [advice]),
    ...(hours === undefined ? [] : [hoursAdvice(hours, policy.timeZone)]),
    ...(slot?.kind === 'waits' ? [slot.text] : []),
  ]
  return said.length === 0 ? {} : { advice: said }
}

function doubtsOf({ freshness, change, claimsExemption }: DecisionFacts): ReasonCode[] {
  return [
    ...(freshness === 'unknown' ? (['budget_unknown'] as const) : []),
    ...(freshness === 'stale' ? (['budget_stale'] as const) : []),
    ...(change.exempt && !claimsExemption ? (['exemption_not_claimable'] as const) : []),
  ]
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

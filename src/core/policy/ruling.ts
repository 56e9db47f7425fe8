import { isoTime } from '../kernel/time/iso-time.ts'
import type { DaySlot } from './day-slot.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { Decision, ReasonCode } from './decision.ts'
import { endOf, hoursAdvice, type HoursFreeze, reasonOf } from './freeze.ts'
import { levelNamed, type Policy, type Rule, type Seat } from './policy.ts'
import { BLOCK, type RuleFound, ruleFor, stricter } from './rule-for.ts'
import { type RuleUnderFreezes, ruleUnderFreezes } from './rule-under-freezes.ts'
import { overrideRule, throughBlock, type Way } from './way.ts'

/** What the policy says of a change, apart from its approvals: whether it may ship at all, and who must approve it. */
export interface Ruling {
  /** As freezes, hours, a trigger by hand and the calendar leave it. */
  readonly rule: Rule
  /** The policy line that it stands on. */
  readonly path: string
  /** What the level and the rule ask for, met or not. */
  readonly requires: readonly string[]
  /** Exempt, and claimed by somebody who may. */
  readonly isExempt: boolean
  /** What blocks it, and what else to know. */
  readonly reasons: readonly ReasonCode[]
  /** The calendar has no day for it yet. */
  readonly lacksDay: boolean
  /** ISO 8601: when what keeps it back ends by itself, and what the policy recommends. */
  readonly more: Pick<Decision, 'opensAt' | 'advice'>
}

/** Pure: the same facts give the same ruling. Of `people` it only looks at whether one of them may override. */
export function ruling(policy: Policy, facts: DecisionFacts): Ruling {
  const { change } = facts
  if (change.exempt && facts.claimsExemption) {
    const path = `change_types.${change.name}.exempt`
    return { ...NOTHING_ASKED, path, isExempt: true, reasons: ['exempt'] }
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
  const blocked = (on: string, reasons: readonly ReasonCode[], opensAt: number | null = null): Ruling => ({
    ...NOTHING_ASKED,
    rule: rule.verdict === 'block' ? rule : BLOCK,
    path: on,
    reasons: [...reasons, ...doubts],
    more: opening(opensAt),
  })

  if (rule.verdict === 'block') {
    if (blockedBy !== null) return blocked(path, [], endOf(freezes))
    return blocked(path, [level?.freeze === true || !tooRisky ? 'freeze_active' : 'risk_too_high'])
  }
  const byHandAt = level?.trigger === 'manual' ? level : manualAt
  if (facts.automatic && byHandAt !== null)
    return blocked(`levels.${byHandAt.name}.trigger`, ['manual_trigger_required'])
  if (hours?.effect === 'blocks' && !isOverridden)
    return blocked(`levels.${hours.level}.hours`, ['outside_deploy_hours'], hours.until)
  const slot = rule.staggered === true ? facts.slot : undefined
  const refusal = slot?.kind === 'refused' ? slot : undefined
  if (refusal !== undefined && refusal.reason !== 'not_planned')
    return blocked(path, [refusal.reason], refusal.opensAt)

  const ofLevel = isOverridden ? [] : (levelNamed(policy, rulingLevel(facts))?.requires ?? [])
  return {
    rule,
    path,
    requires: [...new Set([...ofLevel, ...rule.requires])],
    isExempt: false,
    reasons: doubts,
    lacksDay: refusal !== undefined,
    more: { ...opening(refusal?.opensAt ?? null), ...adviceOf(policy, rule, hours, slot) },
  }
}

const NOTHING_ASKED: Omit<Ruling, 'path' | 'reasons'> = {
  rule: { verdict: 'approve', seats: [], requires: [] },
  requires: [],
  isExempt: false,
  lacksDay: false,
  more: {},
}

const rulingLevel = ({ grantedLevel, level }: DecisionFacts): string => grantedLevel ?? level

/**
 * The level's rule; for a budget that has been unknown for too long, the missing-budget rule beside it; and the rules of
 * the freezes in force.
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

/** An edit of the policy never lets a grant stand on fewer people than it was given by. */
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

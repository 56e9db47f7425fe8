import { within } from './condition.ts'
import { type ChangeType, type Level, levelNamed, type Policy, type Rule } from './policy.ts'
import { unitedSeats } from './seats.ts'

/** A rule with the policy line that it stands on. */
export interface RuleFound {
  readonly rule: Rule
  readonly path: string
  /** Should it block, the change's risk is why. */
  readonly tooRisky: boolean
}

export const BLOCK: Rule = { verdict: 'block', seats: [], requires: [] }

/**
 * The rule that decides a change at a level: its named row, else its risk class, else the level's catch-all. A named row
 * speaks for the change type's own risk; where the caller raised it, the stricter of the row and the risk class decides.
 * The risk's minimum budget binds whatever no named row allows.
 */
export function ruleFor(
  policy: Policy,
  levelName: string,
  change: ChangeType,
  risk: string,
  remainingRatio: number | null,
): RuleFound {
  const level = levelNamed(policy, levelName)
  if (level === undefined) {
    return { rule: policy.onMissingBudget.then, path: 'on_missing_budget.then', tooRisky: false }
  }
  const named = level.changes.get(change.name)
  const namedRule = named && {
    rule: named,
    path: `levels.${level.name}.changes.${change.name}`,
    tooRisky: false,
  }
  if (namedRule !== undefined && risk === change.risk) return namedRule

  const byRisk = riskRule(policy, level, risk, remainingRatio)
  return namedRule === undefined ? byRisk : stricter(namedRule, byRisk)
}

/** The level's word on a risk class, which the class's minimum budget can only make stricter. */
function riskRule(policy: Policy, level: Level, risk: string, remainingRatio: number | null): RuleFound {
  const row = level.risks.get(risk)
  const found: RuleFound =
    row === undefined
      ? { rule: level.otherwise ?? BLOCK, path: `levels.${level.name}.otherwise`, tooRisky: false }
      : { rule: row, path: `levels.${level.name}.risks.${risk}`, tooRisky: true }
  const minimum = policy.risks.get(risk)?.minimum
  const isBelow = minimum !== undefined && remainingRatio !== null && !within(remainingRatio, minimum)
  if (found.rule.verdict === 'block' || !isBelow) return found
  return { rule: BLOCK, path: `risks.${risk}.minimum`, tooRisky: true }
}

/** The rule that allows less: a block beats seats, and seats are united. The path names the one that adds most. */
export function stricter(a: RuleFound, b: RuleFound): RuleFound {
  if (a.rule.verdict === 'block') return a
  if (b.rule.verdict === 'block') return b
  const seats = unitedSeats(a.rule.seats, b.rule.seats)
  const rule: Rule = {
    verdict: seats.length === 0 ? 'approve' : 'approvals',
    seats,
    requires: [...new Set([...a.rule.requires, ...b.rule.requires])],
    ...((a.rule.staggered ?? b.rule.staggered) && { staggered: true as const }),
  }
  const adds = (found: RuleFound): number => found.rule.seats.reduce((sum, { count }) => sum + count, 0)
  return { rule, path: adds(b) > adds(a) ? b.path : a.path, tooRisky: false }
}

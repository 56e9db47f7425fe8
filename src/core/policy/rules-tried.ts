import { roleIn } from './approval-words.ts'
import { within } from './condition.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { Decision } from './decision.ts'
import { levelNamed, type Policy, type Rule, type Seat } from './policy.ts'

/** A line of the policy that was looked at on the way to a decision. */
export interface RuleTried {
  readonly rule: string
  /** What it says; `no such row` where the level has none. */
  readonly says: string
  /** The line that the decision stands on. */
  readonly decides: boolean
}

/** The lines that a decision was looked for in, most specific first, down to the one that decides. */
export function rulesTried(policy: Policy, facts: DecisionFacts, { rule: deciding }: Decision): RuleTried[] {
  const { change, risk, remainingRatio, automatic } = facts
  const level = levelNamed(policy, facts.grantedLevel ?? facts.level)
  if (level === undefined)
    return [tried('on_missing_budget.then', ruleText(policy.onMissingBudget.then, policy))]
  const at = `levels.${level.name}`
  const named = level.changes.get(change.name)
  const isRaised = risk !== change.risk
  const byRisk = level.risks.get(risk)
  const minimum = policy.risks.get(risk)?.minimum ?? {}
  const isBelow = remainingRatio !== null && !within(remainingRatio, minimum)

  const lines = [
    tried(`change_types.${change.name}.exempt`, exemption(facts)),
    tried(`${at}.changes.${change.name}`, ruleText(named, policy)),
    ...(named === undefined || isRaised
      ? [
          tried(`${at}.risks.${risk}`, ruleText(byRisk, policy)),
          ...(byRisk === undefined ? [tried(`${at}.otherwise`, ruleText(level.otherwise, policy))] : []),
          tried(`risks.${risk}.minimum`, isBelow ? 'not met: block' : 'met'),
        ]
      : []),
    ...(automatic && level.trigger === 'manual' ? [tried(`${at}.trigger`, 'manual')] : []),
  ].map((line) => ({ ...line, decides: line.rule === deciding }))

  const last = lines.findIndex(({ decides }) => decides)
  return last === 0 ? lines.slice(0, 1) : lines
}

const tried = (rule: string, says: string): RuleTried => ({ rule, says, decides: false })

const exemption = ({ change, claimsExemption }: DecisionFacts): string =>
  !change.exempt ? 'not exempt' : claimsExemption ? 'exempt, and claimed' : 'exempt, but not claimed'

const seatText = ({ role, count }: Seat, policy?: Policy): string =>
  (count === 1 ? '' : `${count} × `) + roleIn(policy ?? {}, role)

/** A rule in a few words: `approve`, `block`, `SRE + 2 × Senior engineer, with Justification`; by names without a policy. */
export function ruleText(rule: Rule | null | undefined, policy?: Policy): string {
  if (rule === null || rule === undefined) return 'no such row'
  const who =
    rule.verdict === 'approvals' ? rule.seats.map((seat) => seatText(seat, policy)).join(' + ') : rule.verdict
  const requires =
    rule.requires.length === 0
      ? ''
      : `, with ${rule.requires.map((name) => policy?.requirements.get(name)?.title ?? name).join(', ')}`
  return `${who}${requires}${rule.staggered ? ', staggered' : ''}`
}

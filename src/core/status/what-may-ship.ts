import type { ServiceFacts } from '../policy/decision-facts.ts'
import type { Decision } from '../policy/decision.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import { ruling } from '../policy/ruling.ts'
import { filledSeats } from '../policy/seats.ts'
import type { ChangeReport } from './status-report.ts'

/**
 * What each change type would get from the gate, by its own risk, without approvals and with all requirements met. What
 * is exempt stands as it is for those who may not claim it.
 */
export const whatMayShip = (policy: Policy, facts: ServiceFacts): readonly ChangeReport[] =>
  [...policy.changes.values()].map((change) => {
    const asked = {
      ...facts,
      change,
      risk: change.risk,
      people: [],
      automatic: false,
      claimsExemption: false,
    }
    const { rule, path, requires } = ruling(policy, asked)
    return {
      change: change.name,
      title: change.title,
      decision: DECISIONS[rule.verdict],
      seats: filledSeats(rule.verdict === 'block' ? [] : rule.seats, []),
      requires: requires.filter((name) => !facts.met.has(name)),
      rule: path,
      exempt: change.exempt,
    }
  })

const DECISIONS: Readonly<Record<Rule['verdict'], Decision['decision']>> = {
  approve: 'approved',
  approvals: 'needs-approval',
  block: 'blocked',
}

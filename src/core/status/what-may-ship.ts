import type { ServiceFacts } from '../policy/decision-facts.ts'
import type { Decision } from '../policy/decision.ts'
import type { ChangeType, Level, Policy, Rule } from '../policy/policy.ts'
import { rulingAt } from '../policy/policy-table.ts'
import { type Ruling, ruling } from '../policy/ruling.ts'
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
    return changeReport(policy, change, ruling(policy, asked), facts.met)
  })

/** The same of a level as such, at the best budget at which it holds and without any freeze beside it. */
export const whatMayShipAt = (policy: Policy, level: Level): readonly ChangeReport[] =>
  [...policy.changes.values()].map((change) =>
    changeReport(policy, change, rulingAt(policy, level, change), new Set()),
  )

function changeReport(
  { requirements }: Policy,
  change: ChangeType,
  { rule, path, requires }: Ruling,
  met: ReadonlySet<string>,
): ChangeReport {
  const asked = requires.filter((name) => !met.has(name))
  return {
    change: change.name,
    title: change.title,
    ...(change.plural !== undefined && { plural: change.plural }),
    decision: DECISIONS[rule.verdict],
    seats: filledSeats(rule.verdict === 'block' ? [] : rule.seats, []),
    requires: asked,
    requirements: asked.map((name) => requirements.get(name)?.title ?? name),
    ...(rule.advice !== undefined && { advice: rule.advice }),
    ...(rule.staggered && { staggered: true }),
    rule: path,
    exempt: change.exempt,
  }
}

const DECISIONS: Readonly<Record<Rule['verdict'], Decision['decision']>> = {
  approve: 'approved',
  approvals: 'needs-approval',
  block: 'blocked',
}

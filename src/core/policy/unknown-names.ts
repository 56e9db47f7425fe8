import { suggestion } from '../kernel/nearest.ts'
import type { Catalog } from './catalog.ts'
import type { ChangeType, Policy } from './policy.ts'

/** A caller may raise a change type's risk, never lower it. Null when the risk is fine. */
export function riskProblem(policy: Policy, change: ChangeType, risk: string): string | null {
  const ladder = [...policy.risks.keys()]
  const rank = ladder.indexOf(risk)
  if (rank === -1) return `There is no risk ${risk}. Known: ${ladder.join(', ')}.`
  if (rank < ladder.indexOf(change.risk))
    return `${change.title} carries ${change.risk} risk; it may be raised, not lowered to ${risk}.`
  return null
}

export const unknownService = (name: string, { services }: Catalog): string =>
  `There is no service ${name}${suggestion(name, [...services.keys()])}`

export const unknownChange = (name: string, policy: Policy): string =>
  `The policy ${policy.name} knows no change type ${name}${suggestion(name, [...policy.changes.keys()])}`

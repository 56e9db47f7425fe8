import type { Sli } from '../budgets/slo.ts'
import type { BudgetFacts } from './condition.ts'
import { levelFor } from './condition.ts'
import type { Decision } from './decision.ts'
import { noticesFor } from './notices.ts'
import type { Policy, Seat } from './policy.ts'
import { ruleFor } from './rule-for.ts'
import { whatIf } from './what-if.ts'

/** One case of a policy's own tests. */
export interface PolicyCase {
  readonly name: string
  readonly budget: BudgetFacts
  /** Each is decided by itself. Empty: only the level and the notices are looked at. */
  readonly changes: readonly string[]
  /** Null: the change type's own. */
  readonly risk: string | null
  /** The roles of each person who approved. */
  readonly people: readonly (readonly string[])[]
  readonly met: readonly string[] | 'all'
  readonly automatic: boolean
  readonly claimsExemption: boolean
  /** What the SLO measures; null where the case does not say. */
  readonly sliKind: Sli['kind'] | null
  readonly expected: Expected
}

/** What must come out; a field that is not there is not looked at. */
export interface Expected {
  readonly level?: string
  readonly decision?: Decision['decision']
  /** All of the decision's seats. */
  readonly seats?: readonly Seat[]
  readonly requires?: readonly string[]
  readonly reasons?: readonly string[]
  readonly rule?: string
  readonly isStaggered?: boolean
  /** The level's seats for an exception. */
  readonly exception?: readonly Seat[]
  readonly notices?: readonly string[]
  /** What a notice does to the service's feature flags. */
  readonly flags?: 'roll-back' | 'keep'
}

export interface CaseFailure {
  readonly change: string | null
  /** Key of `Expected`. */
  readonly what: keyof Expected
  readonly expected: string
  readonly found: string
}

/** What a case finds wrong. Empty: the policy says what the case expects. */
export function caseFailures(policy: Policy, one: PolicyCase): readonly CaseFailure[] {
  const level = levelFor(policy, one.budget)
  const notices = noticesFor(policy, one.budget, one.sliKind)
  const common = differences(null, one.expected, {
    level: level.name,
    exception: seatsText(level.exception),
    notices: listText(notices.map(({ name }) => name)),
    flags: notices.some(({ flags }) => flags !== undefined) ? 'roll-back' : 'keep',
  })
  return [...common, ...one.changes.flatMap((change) => failuresOf(policy, one, change))]
}

function failuresOf(policy: Policy, one: PolicyCase, changeName: string): readonly CaseFailure[] {
  const change = policy.changes.get(changeName)
  if (change === undefined) throw new Error(`the policy ${policy.name} has no change type ${changeName}`)
  const risk = one.risk ?? change.risk
  const met = one.met === 'all' ? [...policy.requirements.keys()] : one.met
  const { decision, level } = whatIf(policy, { ...one, change, risk, met })
  const { rule } = ruleFor(policy, level.name, change, risk, one.budget.remainingRatio)
  return differences(changeName, one.expected, {
    decision: decision.decision,
    seats: seatsText(decision.seats),
    requires: listText(decision.requires),
    reasons: listText(decision.reasons),
    rule: decision.rule,
    isStaggered: String(rule.staggered ?? false),
  })
}

function differences(
  change: string | null,
  expected: Expected,
  found: Partial<Record<keyof Expected, string>>,
): CaseFailure[] {
  return (Object.keys(found) as (keyof Expected)[]).flatMap((what) => {
    const wanted = expected[what]
    if (wanted === undefined) return []
    const [is, should] = [found[what] ?? '', textOf(wanted)]
    return is === should ? [] : [{ change, what, expected: should, found: is }]
  })
}

function textOf(value: string | boolean | readonly (string | Seat)[]): string {
  if (typeof value !== 'object') return String(value)
  return listText(value.map((item) => (typeof item === 'string' ? item : seatText(item))))
}

const seatText = ({ role, count }: Seat): string => `${count} × ${role}`
const seatsText = (seats: readonly Seat[]): string => listText(seats.map(seatText))
/** In no order: what is asked for together is asked for together. */
const listText = (items: readonly string[]): string =>
  items.length === 0 ? 'none' : [...items].sort().join(', ')

import { roleIn, seatsInWords } from '../policy/approval-words.ts'
import type { Decision } from '../policy/decision.ts'
import type { Policy, Seat } from '../policy/policy.ts'
import type { ChangeReport } from './status-report.ts'

/** Change types that get the same, on one line for people. */
export interface ShippingLine {
  readonly changes: readonly string[]
  /** `P0/P1 hotfixes, Feature releases`; `All other changes` are those that no other line names. */
  readonly named: string
  /** `approved` as well for what is exempt, once it is claimed. */
  readonly decision: Decision['decision']
  readonly seats: readonly TitledSeat[]
  /** `SRE and 2 × Senior engineer`; null where nobody is asked. */
  readonly approval: string | null
  /** What a request brings beyond `everyRequestBrings`, by title. */
  readonly requires: readonly string[]
  readonly advice: string | null
  /** One at a time, on days of the calendar. */
  readonly isStaggered: boolean
  /** Let through whatever the level, when a person or a token that may claims it. */
  readonly isExempt: boolean
}

/** A seat with what people call its role. */
export interface TitledSeat extends Seat {
  readonly title: string
}

export interface ShippingLines {
  /** What the policy's line names blocked, what it lets pass, then all that has no line of its own. */
  readonly lines: readonly ShippingLine[]
  /** By title: what all requests bring that are not blocked. */
  readonly everyRequestBrings: readonly string[]
}

/** So many blocked change types stand on lines of their own where the level names them. */
const MOST_BLOCKED_ALONE = 2
/** A line of more is `All other changes`. */
const MOST_NAMED = 5

/**
 * What may ship at a level, in as few lines as say it all: change types that get the same share a line. What a level names
 * stands apart from what its risk classes and its catch-all decide.
 */
export function shippingLines(
  policy: Policy,
  level: string,
  changes: readonly ChangeReport[],
): ShippingLines {
  const usual = everyRequestBrings(changes)
  const isNamed = ({ change, rule, exempt }: ChangeReport): boolean =>
    !exempt && rule === `levels.${level}.changes.${change}`
  const alone = changes.filter((one) => isBlocked(one) && isNamed(one)).slice(0, MOST_BLOCKED_ALONE)
  const others = changes.filter((one) => !alone.includes(one))
  const groups = [
    ...alone.map((one) => [one]),
    ...groupsOf(others.filter((one) => !isBlocked(one) && isNamed(one))),
    ...groupsOf(others.filter((one) => !isBlocked(one) && !isNamed(one))),
    ...groupsOf(others.filter(isBlocked)),
  ]
  const largest = Math.max(...groups.map(({ length }) => length))
  const rest = largest > MOST_NAMED ? groups.findLast(({ length }) => length === largest) : undefined
  const lines = [...groups.filter((group) => group !== rest), ...(rest === undefined ? [] : [rest])]
  return {
    everyRequestBrings: usual,
    lines: lines.map((group) =>
      lineOf(
        policy,
        group,
        usual,
        groups.length === 1 ? 'All changes' : group === rest ? 'All other changes' : null,
      ),
    ),
  }
}

/** The same with a line for each need, the easiest first, and every change type by its title. */
export function needLines(
  titles: Pick<Policy, 'roleTitles'>,
  changes: readonly ChangeReport[],
): ShippingLines {
  const usual = everyRequestBrings(changes)
  const groups = groupsOf(changes).toSorted((one, other) => effort(one) - effort(other))
  const named = (group: readonly ChangeReport[]): string =>
    groups.length === 1 ? 'every change' : group.map(({ title }) => title).join(', ')
  return {
    everyRequestBrings: usual,
    lines: groups.map((group) => lineOf(titles, group, usual, named(group))),
  }
}

const effort = ([one]: readonly ChangeReport[]): number =>
  one === undefined || one.exempt ? 0 : one.decision === 'blocked' ? 2 : one.seats.length === 0 ? 0 : 1

function lineOf(
  policy: Pick<Policy, 'roleTitles'>,
  group: readonly ChangeReport[],
  usual: readonly string[],
  named: string | null,
): ShippingLine {
  const [first] = group
  const isExempt = first?.exempt === true
  const seats = isExempt ? [] : (first?.seats ?? [])
  return {
    changes: group.map(({ change }) => change),
    named: named ?? namesOf(group.map(({ plural, title }) => plural ?? title)),
    decision: isExempt ? 'approved' : (first?.decision ?? 'blocked'),
    seats: titledSeats(policy, seats),
    approval: seats.length === 0 ? null : seatsInWords(policy, seats),
    requires: isExempt ? [] : (first?.requirements.filter((title) => !usual.includes(title)) ?? []),
    advice: isExempt ? null : (first?.advice ?? null),
    isStaggered: !isExempt && first?.staggered === true,
    isExempt,
  }
}

export const isBlocked = ({ decision, exempt }: ChangeReport): boolean => decision === 'blocked' && !exempt

const groupsOf = (some: readonly ChangeReport[]): (readonly ChangeReport[])[] => [
  ...Map.groupBy(some, needOf).values(),
]

export const titledSeats = (
  policy: Pick<Policy, 'roleTitles'>,
  seats: readonly Seat[],
): readonly TitledSeat[] => seats.map(({ role, count }) => ({ role, title: roleIn(policy, role), count }))

/** Change types of which this is the same get the same. */
function needOf({ exempt, decision, seats, requires, advice, staggered }: ChangeReport): string {
  return exempt ? 'exempt' : JSON.stringify([decision, seats, requires, advice, staggered])
}

function everyRequestBrings(changes: readonly ChangeReport[]): readonly string[] {
  const passing = changes.filter((one) => !isBlocked(one) && !one.exempt)
  const [first = [], ...others] = passing.map(({ requirements }) => requirements)
  return first.filter((one) => others.every((other) => other.includes(one)))
}

/** `P0 hotfixes` and `P1 hotfixes` are `P0/P1 hotfixes`. */
function namesOf(names: readonly string[]): string {
  const named: { code: string; rest: string }[] = []
  for (const name of names) {
    const [, code = '', rest = name] = /^([A-Z]\d+) (.+)$/.exec(name) ?? []
    const alike = named.find((one) => code !== '' && one.code !== '' && one.rest === rest)
    if (alike === undefined) named.push({ code, rest })
    else alike.code += `/${code}`
  }
  return named.map(({ code, rest }) => `${code} ${rest}`.trim()).join(', ')
}

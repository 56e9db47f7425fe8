import { serviceFacts, type FreezeFacts } from '../freezes/freeze-facts.ts'
import { exactDurationInWords } from '../kernel/time/duration.ts'
import { roleIn, seatsInWords } from '../policy/approval-words.ts'
import { within } from '../policy/condition.ts'
import { boundsInWords, conditionInWords } from '../policy/condition-words.ts'
import { freezeText } from '../policy/freeze.ts'
import { hoursInWords } from '../policy/hours-words.ts'
import type { MandatoryAction } from '../policy/mandatory-action.ts'
import { meetingsOf, nextMeeting } from '../policy/meeting-words.ts'
import { type Level, levelRank, type Policy } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { isBlocked, shippingLines, titledSeats } from '../status/shipping-lines.ts'
import type { ChangeReport } from '../status/status-report.ts'
import { whatMayShip, whatMayShipAt } from '../status/what-may-ship.ts'
import type { LevelRules } from './messages.ts'

/**
 * What holds at the level that a service is at: what may ship and with whom as the gate has it now, freezes beside the
 * level included, but for the level's hours, which are told as such; and what the level asks of people.
 */
export function levelRules(
  policy: Policy,
  level: Level,
  status: Status,
  freezeFacts: FreezeFacts,
  now: number,
): LevelRules {
  const freezes = freezeFacts.freezes.filter(({ kind }) => kind !== 'hours')
  const facts = serviceFacts(policy, status.service, status, { ...freezeFacts, freezes }, [], now)
  const changes = whatMayShip(policy, facts)
  const blocked = changes.filter(isBlocked)
  const worse = policy.levels[levelRank(policy, level.name) + 1]
  return {
    changes: changes.map(({ change, title, decision, seats, requirements, exempt }) => ({
      change,
      title,
      decision,
      seats: titledSeats(policy, seats),
      requires: requirements,
      exempt,
    })),
    ...shippingLines(policy, level.name, changes),
    blockedCount: blocked.length,
    passingCount: changes.length - blocked.length,
    asksForMore: asksForMore(policy, changes),
    minimums: minimumsOf(policy, level, worse),
    exception:
      blocked.length === 0 || level.exception.length === 0 ? null : seatsInWords(policy, level.exception),
    trigger: level.trigger,
    hours: hoursInWords(level.hours.allowed, policy.timeZone),
    preferredHours: hoursInWords(level.hours.preferred, policy.timeZone),
    tests: level.tests,
    monitoring: level.monitoring,
    meetings: meetingsOf(policy, level),
    nextMeeting: nextMeeting(policy, level, status.since, now),
    actions: (level.actions ?? []).flatMap((action) =>
      action.owner === null
        ? []
        : [{ text: action.text, owner: roleIn(policy, action.owner), due: dueInWords(action) }],
    ),
    when: level.when === null ? null : conditionInWords(level.when),
    worse: worse && worse.when !== null ? { level: worse.name, when: conditionInWords(worse.when) } : null,
    frozenBy: freezes.map((freeze) => freezeText(freeze, policy.timeZone)),
  }
}

function asksForMore(policy: Policy, changes: readonly ChangeReport[]): boolean {
  const [best] = policy.levels
  const usual = new Map(
    best && whatMayShipAt(policy, best).map((change): [string, number] => [change.change, seatCount(change)]),
  )
  return changes.some(
    (one) => !isBlocked(one) && !one.exempt && seatCount(one) > (usual.get(one.change) ?? 0),
  )
}

const seatCount = ({ seats }: ChangeReport): number => seats.reduce((sum, { count }) => sum + count, 0)

/** Minimum budgets that decide within the level: they are not met at its worst budget. */
function minimumsOf(policy: Policy, level: Level, worse: Level | undefined): LevelRules['minimums'] {
  const bounds = worse?.when?.kind === 'remaining' ? worse.when.bounds : {}
  const worst = bounds.below ?? (bounds.atMost === undefined ? -Infinity : bounds.atMost + 1e-6)
  return [...policy.risks.values()].flatMap(({ name, title, minimum }) => {
    const decides = [...policy.changes.values()].some(
      (change) =>
        change.risk === name &&
        !change.exempt &&
        !level.changes.has(change.name) &&
        (level.risks.get(name) ?? level.otherwise ?? BLOCKING).verdict !== 'block',
    )
    return decides && !within(worst, minimum) ? [{ risk: title, needs: boundsInWords(minimum) }] : []
  })
}

const BLOCKING = { verdict: 'block' } as const

function dueInWords({ withinMs, repeatsMs }: MandatoryAction): string {
  if (repeatsMs !== null) return `every ${exactDurationInWords(repeatsMs).replace(/^1 /, '')}`
  return withinMs === 0 ? 'at once' : `within ${exactDurationInWords(withinMs)}`
}

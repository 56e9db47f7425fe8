import { compareRatio } from '../budgets/compare.ts'
import { seatsInWords } from '../policy/approval-words.ts'
import { boundariesOf } from '../policy/condition.ts'
import type { ServiceFacts } from '../policy/decision-facts.ts'
import type { ChangeType, Policy, Seat } from '../policy/policy.ts'
import { whatMayShip } from '../status/what-may-ship.ts'
import type { ChangeReport } from '../status/status-report.ts'
import type { ChangeTime } from './backtest.ts'

/** What the gate would have answered to each change type of one service, and for how long. */
export interface ChangeLog {
  /** The facts of a look, which hold for `forMs`. */
  note(facts: ServiceFacts, forMs: number): void
  told(): readonly ChangeTime[]
}

interface Tally {
  readonly change: ChangeType
  approvedMs: number
  blockedMs: number
  readonly askedMs: Map<string, { readonly seats: readonly Seat[]; ms: number }>
}

export function changeLog(policy: Policy, rulings: Rulings): ChangeLog {
  const tallies = new Map(
    [...policy.changes.values()].map((change): [string, Tally] => [
      change.name,
      { change, approvedMs: 0, blockedMs: 0, askedMs: new Map() },
    ]),
  )
  return {
    note(facts, forMs) {
      for (const report of rulings.of(facts)) {
        const tally = tallies.get(report.change)
        if (tally !== undefined) count(tally, report, forMs)
      }
    },
    told: () => [...tallies.values()].map((tally) => changeTime(policy, tally)),
  }
}

function count(tally: Tally, report: ChangeReport, ms: number): void {
  const { decision } = report
  if (decision === 'approved') tally.approvedMs += ms
  if (decision === 'blocked') tally.blockedMs += ms
  if (decision !== 'needs-approval') return
  const { seats, key } = askedOf(report)
  const known = tally.askedMs.get(key) ?? { seats, ms: 0 }
  known.ms += ms
  tally.askedMs.set(key, known)
}

interface AskedSeats {
  readonly seats: readonly Seat[]
  readonly key: string
}

/** Looks share their reports, see `rulingsOf`. */
const askedOfReports = new WeakMap<ChangeReport, AskedSeats>()

function askedOf(report: ChangeReport): AskedSeats {
  const before = askedOfReports.get(report)
  if (before !== undefined) return before
  const seats = report.seats.map(({ role, count: people }) => ({ role, count: people }))
  const asked = { seats, key: JSON.stringify(seats) }
  askedOfReports.set(report, asked)
  return asked
}

function changeTime(policy: Policy, { change, approvedMs, blockedMs, askedMs }: Tally): ChangeTime {
  const asked = [...askedMs.values()]
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ seats, ms }) => ({ seats, words: seatsInWords(policy, seats), ms }))
  return {
    change: change.name,
    title: change.title,
    exempt: change.exempt,
    approvedMs,
    askedMs: asked.reduce((sum, { ms }) => sum + ms, 0),
    blockedMs,
    asked,
  }
}

/** What may ship, worked out once for all looks whose facts the policy cannot tell apart. */
export interface Rulings {
  of(facts: ServiceFacts): readonly ChangeReport[]
}

export function rulingsOf(policy: Policy): Rulings {
  const known = new Map<string, readonly ChangeReport[]>()
  return {
    of(facts) {
      const key = alikeKey(policy, facts)
      const found = known.get(key) ?? whatMayShip(policy, facts)
      known.set(key, found)
      return found
    },
  }
}

/** Facts with the same key stand on the same side of everything that rulings compare. */
function alikeKey(policy: Policy, { level, freshness, remainingRatio, freezes, met }: ServiceFacts): string {
  const sides =
    remainingRatio === null
      ? null
      : boundariesOf(policy).map((boundary) => Math.sign(compareRatio(remainingRatio, boundary)))
  const held = freezes.map((freeze) =>
    freeze.kind === 'hours'
      ? ['hours', freeze.level, freeze.effect]
      : [freeze.kind, 'changes' in freeze ? freeze.changes : null],
  )
  return JSON.stringify([level, freshness, sides, held, [...met]])
}

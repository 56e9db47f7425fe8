import { type DeclaredFreeze, covers } from '../freezes/declared-freeze.ts'
import type { CalendarRules } from '../policy/calendar-rules.ts'
import { coversService, type FreezeWindow, windowsAt } from '../policy/freeze-window.ts'
import { hoursFreeze } from '../policy/hours-freeze.ts'
import type { Level } from '../policy/policy.ts'
import type { Absence, PlannedDeployment } from './planned-deployment.ts'
import { dayOf, daysOn } from './day.ts'

/** A conflict of a planned deployment. `stagger` and `absence` refuse it, the others are shown beside it. */
export type Conflict =
  | { readonly kind: 'stagger'; readonly day: string; readonly others: readonly PlannedDeployment[] }
  | { readonly kind: 'absence'; readonly day: string; readonly away: readonly Absence[] }
  | { readonly kind: 'freeze'; readonly name: string; readonly reason: string }
  | { readonly kind: 'hours'; readonly level: string }

/** Everything that a time is checked against. */
export interface CalendarFacts {
  readonly rules: CalendarRules
  readonly timeZone: string
  /** What people call a service. */
  readonly titleOf: (service: string) => string
  /** Other deployments, cancelled ones left out. */
  readonly plans: readonly PlannedDeployment[]
  readonly absences: readonly Absence[]
  readonly stakeholders: readonly string[]
  readonly windows: readonly FreezeWindow[]
  readonly declared: readonly DeclaredFreeze[]
  /** The level that the service is at today; its hours are the best guess. */
  readonly level: Level | undefined
}

type Wish = Pick<PlannedDeployment, 'id' | 'service' | 'change' | 'at' | 'isStaggered'>

export const isRefusal = ({ kind }: Conflict): boolean => kind === 'stagger' || kind === 'absence'

export function conflictsOf(wish: Wish, facts: CalendarFacts): readonly Conflict[] {
  const { rules, timeZone, plans, absences, stakeholders, windows, declared, level } = facts
  const { service, change, at } = wish
  const day = dayOf(at, timeZone)
  const others = plans.filter(
    (plan) =>
      plan.id !== wish.id &&
      plan.isStaggered &&
      (rules.scope === 'all' || plan.service === service) &&
      dayOf(plan.at, timeZone) === day,
  )
  const away = absences.filter(
    ({ userId, from, until }) => stakeholders.includes(userId) && from <= day && day <= until,
  )
  const scheduled = windowsAt(windows, at).filter(
    ({ window }) =>
      coversService(window, service) && (window.changes === null || window.changes.includes(change)),
  )
  const frozen = declared.filter(
    (freeze) => covers(freeze, service) && (freeze.until === null || freeze.until > at),
  )
  const hours = level && hoursFreeze(level, timeZone, at, true)
  return [
    ...(wish.isStaggered && others.length >= rules.staggeredPerDay
      ? [{ kind: 'stagger' as const, day, others }]
      : []),
    ...(away.length > 0 ? [{ kind: 'absence' as const, day, away }] : []),
    ...scheduled.map(({ window }) => ({ kind: 'freeze' as const, name: window.name, reason: window.reason })),
    ...frozen.map(({ kind, reason }) => ({ kind: 'freeze' as const, name: kind, reason })),
    ...(hours?.effect === 'blocks' ? [{ kind: 'hours' as const, level: hours.level }] : []),
  ]
}

/** How far ahead a free day is looked for. */
const LOOKED_AHEAD_DAYS = 90

/** The same time of day on the next day without a conflict; null when there is none for three months. */
export function nextFreeTime(wish: Wish, facts: CalendarFacts): number | null {
  for (let days = 1; days <= LOOKED_AHEAD_DAYS; days += 1) {
    const at = daysOn(wish.at, days, facts.timeZone)
    if (conflictsOf({ ...wish, at }, facts).length === 0) return at
  }
  return null
}

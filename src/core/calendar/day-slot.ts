import { say, type Words } from '../kernel/prompt.ts'
import type { DaySlot } from '../policy/day-slot.ts'
import { type ChangeType, type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { ruleFor } from '../policy/rule-for.ts'
import { wallTimeText } from '../kernel/time/wall-time.ts'
import { type CalendarFacts, conflictsOf, nextFreeTime } from './conflicts.ts'
import { conflictText } from './conflict-text.ts'
import { dayOf, startOfDay } from './day.ts'
import type { PlannedDeployment } from './planned-deployment.ts'

/** A deployment that asks for its day. */
export interface Wanted {
  readonly service: string
  readonly change: ChangeType
  readonly risk: string
  /** Null while the revision is unknown. */
  readonly revision: string | null
}

/** Whether the policy spreads such changes over days, at whichever level allows them. */
export const isSpread = (policy: Policy, change: ChangeType, risk: string): boolean =>
  [...policy.levels.map(({ name }) => name), UNKNOWN_LEVEL].some(
    (level) => ruleFor(policy, level, change, risk, null).rule.staggered === true,
  )

/**
 * The gate's question: is it planned for today, does the day hold it beside the plans that were made before it and the
 * deployments that were let through already, and is no stakeholder away? A deployment that was let through today may ask
 * again.
 */
export function slotToday(wanted: Wanted, facts: CalendarFacts, now: number): DaySlot {
  const today = dayOf(now, facts.timeZone)
  const plan = plannedOn(wanted, facts, today)
  if (plan === undefined) return notPlanned(wanted, facts, today)

  const rivals = facts.plans.filter((other) => other.letThroughAt !== null || isBefore(other, plan))
  const conflicts = conflictsOf({ ...plan, at: now, isStaggered: true }, { ...facts, plans: rivals })
  const taken = plan.letThroughAt === null && conflicts.find(({ kind }) => kind === 'stagger')
  const away = conflicts.find((conflict) => conflict.kind === 'absence')
  if (!taken && away === undefined) return { kind: 'free' }

  const opensAt = nextFreeTime(plan, facts)
  const next =
    opensAt === null
      ? 'No day is free for three months.'
      : say`Next free: ${wallTimeText(opensAt, facts.timeZone)}. ${planIt(wanted)}`
  return taken
    ? {
        kind: 'refused',
        reason: 'day_taken',
        text: say`${conflictText(taken, facts.titleOf)} ${next}`,
        opensAt,
      }
    : {
        kind: 'refused',
        reason: 'stakeholder_away',
        text: say`${peopleText(new Set(away?.away.map(({ userId }) => userId)).size)} away on ${today}. ${next}`,
        opensAt,
      }
}

/** What a request says about its day, which need not be today. */
export function slotAhead(wanted: Wanted, facts: CalendarFacts, now: number): DaySlot {
  const plan = plannedFrom(wanted, facts, now)
  return plan === undefined
    ? slotUnknown(wanted)
    : { kind: 'waits', text: `Planned for ${wallTimeText(plan.at, facts.timeZone)}.` }
}

/** The same before anything is known of the calendar. */
export const slotUnknown = (wanted: Wanted): DaySlot => ({
  kind: 'waits',
  text: say`Starts on its own day alone. ${planIt(wanted)}`,
})

/** The plan that a deployment started today stands on; of two, the one that was made first. */
export const plannedOn = (
  wanted: Wanted,
  { plans, timeZone }: Pick<CalendarFacts, 'plans' | 'timeZone'>,
  day: string,
): PlannedDeployment | undefined =>
  plans
    .filter((plan) => isPlanOf(wanted, plan) && dayOf(plan.at, timeZone) === day)
    .reduce<PlannedDeployment | undefined>(
      (first, plan) => (first !== undefined && isBefore(first, plan) ? first : plan),
      undefined,
    )

const plannedFrom = (wanted: Wanted, { plans, timeZone }: CalendarFacts, now: number) =>
  plans.find((plan) => isPlanOf(wanted, plan) && plan.at >= startOfDay(now, timeZone))

const isPlanOf = ({ service, change, revision }: Wanted, plan: PlannedDeployment): boolean =>
  plan.service === service && plan.change === change.name && plan.revision === revision && plan.isStaggered

const isBefore = (a: PlannedDeployment, b: PlannedDeployment): boolean =>
  a.plannedAt < b.plannedAt || (a.plannedAt === b.plannedAt && a.id < b.id)

function notPlanned(wanted: Wanted, facts: CalendarFacts, today: string): DaySlot {
  const later = facts.plans.find((plan) => isPlanOf(wanted, plan) && dayOf(plan.at, facts.timeZone) > today)
  return later === undefined
    ? { kind: 'refused', reason: 'not_planned', text: planIt(wanted), opensAt: null }
    : {
        kind: 'refused',
        reason: 'not_planned',
        text: `It is planned for ${wallTimeText(later.at, facts.timeZone)}, not for today.`,
        opensAt: startOfDay(later.at, facts.timeZone),
      }
}

function planIt({ service, change, risk, revision }: Wanted): Words {
  const raised = risk === change.risk ? null : risk
  return say`Plan it: ${{ kind: 'plan-deployment', service, change: change.name, revision, risk: raised }}.`
}

/** The gate does not name them. */
const peopleText = (count: number): string =>
  count === 1 ? 'One person who should watch it is' : `${count} people who should watch it are`

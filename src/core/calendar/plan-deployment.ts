import { isOneWord } from '../kernel/hidden-characters.ts'
import { SERVICE_OWNER } from '../people/role-book.ts'
import type { Service } from '../budgets/slo.ts'
import { actorOf } from '../people/authority.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import type { AuditKind, Json, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { governed } from '../policy/catalog.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { wallTimeText } from '../kernel/time/wall-time.ts'
import { riskProblem, unknownChange, unknownService } from '../policy/unknown-names.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import { type Conflict, conflictsOf, isRefusal, nextFreeTime } from './conflicts.ts'
import { conflictText } from './conflict-text.ts'
import { dayOf } from './day.ts'
import { isSpread } from './day-slot.ts'
import { type CalendarWorld, calendarFacts, stakeholdersOf } from './calendar-world.ts'
import { plannedNotices } from './messages.ts'
import type { PlannedDeployment } from './planned-deployment.ts'
import { serviceFacts } from '../freezes/freeze-facts.ts'
import { say, type Words } from '../kernel/prompt.ts'
import { decide } from '../policy/decide.ts'
import { type Policy, type ChangeType, levelRank } from '../policy/policy.ts'
import { ruleFor } from '../policy/rule-for.ts'
import type { Status } from '../policy/status.ts'

export interface PlanInput {
  readonly service: string
  readonly revision: string
  readonly change: string
  /** A higher risk than the change type's own, or null. */
  readonly risk: string | null
  readonly at: number
  readonly userId: string
}

export interface Planned {
  readonly plan: PlannedDeployment
  /** Conflicts that are shown and do not refuse it. */
  readonly conflicts: readonly Conflict[]
  readonly stakeholders: readonly string[]
  /** It was planned for that day before; nothing was added. */
  readonly isKnown: boolean
  /** The same deployment on other days. */
  readonly others: readonly PlannedDeployment[]
  /** Why it would be blocked today, and what must change by then; null when the level lets it pass. */
  readonly blocked: Words | null
}

const LONGEST_AHEAD_MS = 366 * DAY_MS

/**
 * Puts a deployment into the calendar and tells its stakeholders, unless its day is taken or one of them is away. What the
 * level blocks today may be planned for a better day: the answer says what must change. The same deployment stands in a day
 * once.
 */
export async function planDeployment(world: CalendarWorld, input: PlanInput): Promise<ActOutcome<Planned>> {
  const { doubt } = await actorOf(world, input.userId)
  if (doubt !== null) return refused(doubt)
  const catalog = world.catalog()
  const found = governed(catalog, input.service)
  if (found === undefined) return refused(`${unknownService(input.service, catalog)}.`)
  const { policy } = found
  const change = policy.changes.get(input.change)
  if (change === undefined) return refused(`${unknownChange(input.change, policy)}.`)
  if (!isOneWord(input.revision) || input.revision.length > LIMITS.revision)
    return refused(
      `A revision is one word of at most ${LIMITS.revision} characters, such as v1.2.4 or a commit.`,
    )
  const risk = input.risk ?? change.risk
  const problem = riskProblem(policy, change, risk)
  if (problem !== null) return refused(problem)

  return world.store.transaction(async (stores): Promise<ActOutcome<Planned>> => {
    const now = world.clock.now()
    if (input.at <= now) return refused('That time is over; a plan is for later.')
    if (input.at > now + LONGEST_AHEAD_MS) return refused('That is more than a year ahead.')
    const plan: PlannedDeployment = {
      id: world.ids.next('p'),
      service: input.service,
      revision: input.revision,
      change: change.name,
      risk,
      at: input.at,
      isStaggered: isSpread(policy, change, risk),
      plannedBy: input.userId,
      plannedAt: now,
      cancelledAt: null,
      toldAt: null,
      letThroughAt: null,
    }
    const status = await stores.statuses.of(input.service)
    const facts = await calendarFacts(stores, catalog, input.service, status, input.at)
    const blocked = blockedToday(policy, change, risk, found.service, status, now)
    const same = (await stores.calendar.plans(now, now + LONGEST_AHEAD_MS + 1)).filter((other) =>
      isSame(other, plan),
    )
    const onDay = same.find(({ at }) => dayOf(at, policy.timeZone) === dayOf(plan.at, policy.timeZone))
    const answer = { stakeholders: facts.stakeholders, blocked, others: same.filter((one) => one !== onDay) }
    if (onDay !== undefined)
      return { kind: 'done', thing: { ...answer, plan: onDay, conflicts: [], isKnown: true } }
    const conflicts = conflictsOf(plan, facts)
    const refusals = conflicts.filter(isRefusal)
    if (refusals.length > 0) {
      const free = nextFreeTime(plan, facts)
      const next =
        free === null
          ? 'No day is free for three months.'
          : `Next free: ${wallTimeText(free, policy.timeZone)}.`
      return refused(`${refusals.map((conflict) => conflictText(conflict, facts.titleOf)).join(' ')} ${next}`)
    }
    await stores.calendar.savePlan(plan)
    await stores.audit.append([planEntry('deployment_planned', input.userId, plan, now)])
    await stores.outbox.owe(plannedNotices(plan, 'planned', facts.stakeholders, catalog, now))
    return { kind: 'done', thing: { ...answer, plan, conflicts, isKnown: false } }
  })
}

const isSame = (one: PlannedDeployment, other: PlannedDeployment): boolean =>
  one.letThroughAt === null &&
  (['service', 'revision', 'change', 'risk'] as const).every((part) => one[part] === other[part])

/** What freezes and hours say of the planned time is among its conflicts. */
function blockedToday(
  policy: Policy,
  change: ChangeType,
  risk: string,
  service: Service,
  status: Status | undefined,
  now: number,
): Words | null {
  const noFreezes = { freezes: [], isPostmortemFiled: false }
  const decision = decide(policy, {
    ...serviceFacts(policy, service.name, status, noFreezes, [], now),
    serviceTitle: service.title,
    change,
    risk,
    people: [],
    automatic: false,
    claimsExemption: true,
  })
  if (decision.decision !== 'blocked') return null
  const better = policy.levels.slice(0, Math.max(0, levelRank(policy, decision.level)))
  const passes = better.findLast(
    ({ name }) => ruleFor(policy, name, change, risk, null).rule.verdict !== 'block',
  )
  return passes === undefined
    ? say`Today it would be blocked, and at better levels too: ${decision.explanation}`
    : say`Today it would be blocked: ${decision.explanation} By then the level must be ${passes.name}${
        passes === policy.levels[0] ? '' : ' or better'
      }.`
}

/** Takes a deployment out of the calendar; its planner may, and the service's owner. */
export async function cancelPlan(
  world: CalendarWorld,
  id: string,
  userId: string,
): Promise<ActOutcome<PlannedDeployment>> {
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return refused(actor.doubt)
  return world.store.transaction(async (stores): Promise<ActOutcome<PlannedDeployment>> => {
    const now = world.clock.now()
    const plan = await stores.calendar.plan(id)
    if (plan === undefined || plan.cancelledAt !== null) return refused(`There is no plan ${id}.`)
    if (plan.letThroughAt !== null) return refused('The gate has let it through already: its day is used.')
    const isOwner = actor.rolesFor(plan.service).has(SERVICE_OWNER)
    if (plan.plannedBy !== userId && !isOwner)
      return refused(
        actor.doubtFor(plan.service) ?? 'Only its planner or the service’s owner can call it off.',
      )
    const cancelled = { ...plan, cancelledAt: now }
    const catalog = world.catalog()
    const stakeholders = await stakeholdersOf(stores, catalog, plan.service)
    await stores.calendar.savePlan(cancelled)
    await stores.audit.append([planEntry('deployment_unplanned', userId, cancelled, now)])
    await stores.outbox.owe(plannedNotices(cancelled, 'cancelled', stakeholders, catalog, now))
    return { kind: 'done', thing: cancelled }
  })
}

export const planEntry = (
  kind: AuditKind,
  actor: string,
  { id, service, revision, change, risk, at }: PlannedDeployment,
  now: number,
  data: { readonly [key: string]: Json } = {},
): NewAuditEntry => ({
  at: now,
  kind,
  actor,
  service,
  data: { plan: id, revision, change, risk, plannedFor: isoTime(at), ...data },
})

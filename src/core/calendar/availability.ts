import { SERVICE_OWNER, ENFORCING_ROLE } from '../people/role-book.ts'
import { actorOf } from '../people/authority.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { type CalendarWorld, stakeholdersOf } from './calendar-world.ts'
import { plannedNotices } from './messages.ts'
import { planEntry } from './plan-deployment.ts'
import type { Absence } from './planned-deployment.ts'

/** Records that somebody is away. Any full member may record it for anybody. */
export async function noteAbsence(
  world: CalendarWorld,
  absence: Absence,
  userId: string,
): Promise<ActOutcome<Absence>> {
  const { doubt } = await actorOf(world, userId)
  if (doubt !== null) return refused(doubt)
  if (absence.until < absence.from) return refused('The last day lies before the first.')
  await world.store.transaction(async (stores) => {
    const { from, until } = absence
    await stores.calendar.saveAbsence(absence)
    await stores.audit.append([
      {
        at: world.clock.now(),
        kind: 'absence',
        actor: userId,
        service: '*',
        data: { person: absence.userId, from, until },
      },
    ])
  })
  return { kind: 'done', thing: absence }
}

/** Names who watches deployments of a service; its owners and SRE may. */
export async function nameStakeholders(
  world: CalendarWorld,
  service: string,
  userIds: readonly string[],
  userId: string,
): Promise<ActOutcome<readonly string[]>> {
  const catalog = world.catalog()
  if (!catalog.services.has(service)) return refused(`${unknownService(service, catalog)}.`)
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return refused(actor.doubt)
  const roles = actor.rolesFor(service)
  if (!roles.has(SERVICE_OWNER) && !roles.has(ENFORCING_ROLE))
    return refused(
      actor.doubtFor(service) ?? 'Only the service’s owner and the role sre name its stakeholders.',
    )
  await world.store.transaction(async (stores) => {
    await stores.calendar.nameStakeholders(service, userIds)
    await stores.audit.append([
      { at: world.clock.now(), kind: 'stakeholders', actor: userId, service, data: { people: userIds } },
    ])
  })
  return { kind: 'done', thing: userIds }
}

/** Later than this, people are no longer asked to watch. */
const STILL_OF_USE_MS = DAY_MS / 2

/** Asks stakeholders to watch what begins now, each deployment once. */
export async function tellBeginnings(world: CalendarWorld): Promise<void> {
  await world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const catalog = world.catalog()
    const begun = await stores.calendar.plans(now - STILL_OF_USE_MS, now + 1)
    for (const plan of begun.filter(({ toldAt }) => toldAt === null)) {
      const people = await stakeholdersOf(stores, catalog, plan.service)
      await stores.calendar.savePlan({ ...plan, toldAt: now })
      await stores.audit.append([planEntry('deployment_due', 'budgeteer', plan, now)])
      await stores.outbox.owe(plannedNotices(plan, 'begins', people, catalog, now))
    }
  })
}

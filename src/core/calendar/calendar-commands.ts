import { DAY_MS } from '../kernel/time/duration.ts'
import { agenda, calendarEvents } from './agenda.ts'
import { nameStakeholders, noteAbsence } from './availability.ts'
import type { CalendarWorld } from './calendar-world.ts'
import { iCalendar } from './icalendar.ts'
import { cancelPlan, planDeployment, type PlanInput } from './plan-deployment.ts'
import type { Absence } from './planned-deployment.ts'

/** How much of the calendar a feed carries, before and after now. */
const FED_BEFORE_MS = 31 * DAY_MS
const FED_AHEAD_MS = 366 * DAY_MS

/** Deployments that are planned, and who is there to watch them. */
export const calendarCommands = (world: CalendarWorld) => ({
  plan: (input: PlanInput) => planDeployment(world, input),
  cancelPlan: (id: string, userId: string) => cancelPlan(world, id, userId),
  noteAbsence: (absence: Absence, userId: string) => noteAbsence(world, absence, userId),
  nameStakeholders: (service: string, userIds: readonly string[], userId: string) =>
    nameStakeholders(world, service, userIds, userId),
  /** What is in the calendar in the next `aheadMs`. */
  agenda: (service: string | undefined, aheadMs: number) => {
    const now = world.clock.now()
    return agenda(world.store, world.catalog(), service, now, now + aheadMs, now)
  },
  /** Planned deployments and freezes in iCalendar form. */
  feed: async () => {
    const now = world.clock.now()
    const catalog = world.catalog()
    const all = await agenda(world.store, catalog, undefined, now - FED_BEFORE_MS, now + FED_AHEAD_MS, now)
    return iCalendar('Deployments', calendarEvents(all, catalog), now)
  },
})

import { agenda, calendarEvents } from '../core/calendar/agenda.ts'
import { nameStakeholders, noteAbsence, tellBeginnings } from '../core/calendar/availability.ts'
import type { CalendarDeps } from '../core/calendar/deps.ts'
import { iCalendar } from '../core/calendar/icalendar.ts'
import { cancelPlan, planDeployment } from '../core/calendar/plan-deployment.ts'
import type { CalendarCommands } from '../adapters/slack/use-cases-calendar.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** How much of the calendar a feed holds, before and after now. */
const FED_BEFORE_MS = 31 * DAY_MS
const FED_AHEAD_MS = 366 * DAY_MS

/** The calendar: what people may do, its feed, and who is told when the time has come. */
export function calendar(deps: CalendarDeps): {
  readonly chores: readonly Chore[]
  readonly useCases: CalendarCommands
  readonly feed: () => Promise<string>
} {
  return {
    chores: [
      { name: 'calendar', everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS, run: () => tellBeginnings(deps) },
    ],
    useCases: {
      plan: (input) => planDeployment(deps, input),
      cancelPlan: (id, userId) => cancelPlan(deps, id, userId),
      noteAbsence: (absence, userId) => noteAbsence(deps, absence, userId),
      nameStakeholders: (service, userIds, userId) => nameStakeholders(deps, service, userIds, userId),
      agenda: (service, aheadMs) => {
        const now = deps.clock.now()
        return agenda(deps.store, deps.catalog(), service, now, now + aheadMs, now)
      },
    },
    feed: async () => {
      const now = deps.clock.now()
      const catalog = deps.catalog()
      const all = await agenda(deps.store, catalog, undefined, now - FED_BEFORE_MS, now + FED_AHEAD_MS, now)
      return iCalendar('Deployments', calendarEvents(all, catalog), now)
    },
  }
}

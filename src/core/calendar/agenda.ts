import { type Catalog, governed } from '../policy/catalog.ts'
import { coversService, type ScheduledFreeze, windowsAhead, windowsAt } from '../policy/freeze-window.ts'
import { DAY_MS, HOUR_MS } from '../kernel/time/duration.ts'
import type { CalendarStores } from './calendar-world.ts'
import { dayOf, startOfDay } from './day.ts'
import type { CalendarEvent } from './icalendar.ts'
import type { Absence, PlannedDeployment } from './planned-deployment.ts'

/** What is in the calendar between two times. */
export interface Agenda {
  readonly plans: readonly PlannedDeployment[]
  readonly freezes: readonly ScheduledFreeze[]
  readonly absences: readonly Absence[]
}

export async function agenda(
  stores: Pick<CalendarStores, 'calendar'>,
  catalog: Catalog,
  service: string | undefined,
  from: number,
  until: number,
  now: number,
): Promise<Agenda> {
  const windows = catalog.windows ?? []
  const lastDay = dayOf(until, 'UTC')
  const plans = await stores.calendar.plans(from, until)
  const absences = await stores.calendar.absences(dayOf(from, 'UTC'))
  return {
    plans: plans.filter((plan) => service === undefined || plan.service === service),
    freezes: [...windowsAt(windows, now), ...windowsAhead(windows, now, until - now)].filter(
      ({ window }) => service === undefined || coversService(window, service),
    ),
    absences: absences.filter((absence) => absence.from <= lastDay),
  }
}

/** How long a calendar program shows a deployment, whose end is unknown. */
const SHOWN_MS = HOUR_MS

/** The agenda as a feed. Absences have no names, because the feed leaves the workspace. */
export function calendarEvents({ plans, freezes }: Agenda, catalog: Catalog): readonly CalendarEvent[] {
  return [
    ...plans.map((plan): CalendarEvent => {
      const found = governed(catalog, plan.service)
      const change = found?.policy.changes.get(plan.change)?.title ?? plan.change
      return {
        uid: `${plan.id}@budgeteer`,
        summary: `${change}: ${found?.service.title ?? plan.service}`,
        description: `Revision ${plan.revision}\nRisk: ${plan.risk}\nPlan ${plan.id}`,
        when: { from: plan.at, until: plan.at + SHOWN_MS },
      }
    }),
    ...freezes.map(({ window, from, until }): CalendarEvent => ({
      uid: `freeze-${window.name}-${from}@budgeteer`,
      summary: `Freeze: ${window.reason}`,
      description: `Services: ${window.services?.join(', ') ?? 'all'}\nChanges: ${window.changes?.join(', ') ?? 'all'}`,
      when: isWholeDays(from, until, window.timeZone)
        ? { firstDay: dayOf(from, window.timeZone), dayAfter: dayOf(until, window.timeZone) }
        : { from, until },
    })),
  ]
}

function isWholeDays(from: number, until: number, timeZone: string): boolean {
  const startsDay = (ms: number): boolean => startOfDay(ms, timeZone) === ms
  return until - from >= DAY_MS - 2 * HOUR_MS && startsDay(from) && startsDay(until)
}

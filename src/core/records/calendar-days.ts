import type { Absence, PlannedDeployment } from '../calendar/planned-deployment.ts'
import { dayOf } from '../calendar/day.ts'
import { coversService, type ScheduledFreeze } from '../policy/freeze-window.ts'
import { periodsBetween } from '../kernel/time/schedule.ts'
import { covers, type DeclaredFreeze, isInForce } from '../freezes/declared-freeze.ts'
import { runId } from '../freezes/window-run.ts'
import type { RecordStores, RecordWorld } from './record-world.ts'

/** What is in the calendar in `[from, until)`, epoch milliseconds. */
export interface CalendarSpan {
  readonly from: number
  readonly until: number
  /** By time. */
  readonly plans: readonly PlannedDeployment[]
  /** Every period of every window, by its beginning. */
  readonly scheduled: readonly (ScheduledFreeze & {
    /** Its id where it has begun and was announced; null before. */
    readonly run: string | null
  })[]
  /** Declared freezes and correctness incidents that are in force now, of the service or of all. */
  readonly declared: readonly DeclaredFreeze[]
  /** By their first day. */
  readonly absences: readonly Absence[]
}

/** A window that comes every few minutes does not fill a page. */
const MOST_PERIODS = 100

export async function calendarSpan(
  { store, catalog, clock }: RecordWorld,
  service: string | undefined,
  from: number,
  until: number,
): Promise<CalendarSpan> {
  const windows = (catalog().windows ?? []).filter(
    (window) => service === undefined || coversService(window, service),
  )
  const scheduled = windows.flatMap((window) =>
    periodsBetween(window.schedule, window.timeZone, from, until)
      .slice(0, MOST_PERIODS)
      .map((period) => ({ window, ...period })),
  )
  const plans = await store.calendar.plans(from, until)
  const absences = await store.calendar.absences(dayOf(from, 'UTC'))
  const lastDay = dayOf(until, 'UTC')
  const now = clock.now()
  return {
    from,
    until,
    plans: plans.filter((plan) => service === undefined || plan.service === service),
    scheduled: await Promise.all(
      scheduled
        .toSorted((one, other) => one.from - other.from)
        .map(async (freeze) => ({ ...freeze, run: await announced(store, freeze, now) })),
    ),
    declared: (await store.declaredFreezes.open()).filter(
      (freeze) => isInForce(freeze, now) && (service === undefined || covers(freeze, service)),
    ),
    absences: absences.filter((absence) => absence.from <= lastDay),
  }
}

async function announced(
  { windowRuns }: Pick<RecordStores, 'windowRuns'>,
  freeze: ScheduledFreeze,
  now: number,
): Promise<string | null> {
  return freeze.from > now ? null : ((await windowRuns.byId(runId(freeze)))?.id ?? null)
}

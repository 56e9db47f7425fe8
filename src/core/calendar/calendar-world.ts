import { serviceTitle } from '../policy/titles.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { DeclaredFreezeStore } from '../freezes/declared-freeze.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import { USUAL_CALENDAR } from '../policy/calendar-rules.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Status, StatusStore } from '../policy/status.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { CalendarFacts } from './conflicts.ts'
import { dayOf } from './day.ts'
import type { CalendarStore } from './planned-deployment.ts'
import type { World } from '../policy/world.ts'

export interface CalendarStores {
  readonly calendar: CalendarStore
  readonly declaredFreezes: Pick<DeclaredFreezeStore, 'open'>
  readonly statuses: Pick<StatusStore, 'of'>
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export type CalendarWorld = World<CalendarStores, 'calendar'>

/** Days around the looked-at ones, because zones differ. */
const AROUND_MS = 2 * DAY_MS
const AHEAD_MS = 95 * DAY_MS

/** What a time for a deployment of this service, at this status, is checked against. */
export async function calendarFacts(
  stores: Pick<CalendarStores, 'calendar' | 'declaredFreezes'>,
  catalog: Catalog,
  service: string,
  status: Status | undefined,
  at: number,
): Promise<CalendarFacts> {
  const policy = governed(catalog, service)?.policy
  const timeZone = policy?.timeZone ?? 'UTC'
  return {
    rules: policy?.calendar ?? USUAL_CALENDAR,
    timeZone,
    titleOf: (name) => serviceTitle(catalog, name),
    plans: await stores.calendar.plans(at - AROUND_MS, at + AHEAD_MS),
    absences: await stores.calendar.absences(dayOf(at - AROUND_MS, timeZone)),
    stakeholders: await stakeholdersOf(stores, catalog, service),
    windows: catalog.windows ?? [],
    declared: await stores.declaredFreezes.open(),
    level: policy && status && levelNamed(policy, status.level),
  }
}

/** The people named by command, else those of the configuration. */
export async function stakeholdersOf(
  stores: Pick<CalendarStores, 'calendar'>,
  catalog: Catalog,
  service: string,
): Promise<readonly string[]> {
  return (await stores.calendar.stakeholders(service)) ?? catalog.services.get(service)?.stakeholders ?? []
}

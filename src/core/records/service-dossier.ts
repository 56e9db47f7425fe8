import type { Action } from '../actions/action.ts'
import type { PlannedDeployment } from '../calendar/planned-deployment.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { statusReport } from '../status/report-status.ts'
import type { ServiceReport } from '../status/status-report.ts'
import type { RecordWorld } from './record-world.ts'
import { serviceLists, type ServiceLists } from './service-lists.ts'

/** All that a service's page shows: where it stands, what is planned and owed, and the newest of what is on record. */
export interface ServiceDossier extends ServiceLists {
  readonly at: number
  readonly report: ServiceReport
  /** Of the next weeks, by time. */
  readonly plans: readonly PlannedDeployment[]
  /** Open ones, by deadline. */
  readonly actions: readonly Action[]
}

/** So many of each list stand on the page itself. */
const SHOWN = { before: null, limit: 10 }
const PLANNED_AHEAD_MS = 60 * DAY_MS

/** Undefined for a service that the configuration does not have. */
export async function serviceDossier(world: RecordWorld, name: string): Promise<ServiceDossier | undefined> {
  const { store, clock } = world
  const { services } = await statusReport(world, name)
  const [report] = services
  if (report === undefined) return undefined
  const now = clock.now()
  const plans = await store.calendar.plans(now, now + PLANNED_AHEAD_MS)
  return {
    at: now,
    report,
    plans: plans.filter(({ service }) => service === name),
    actions: await store.actions.open(name),
    requests: await serviceLists.requests(store, name, SHOWN),
    incidents: await serviceLists.incidents(store, name, SHOWN),
    freezes: await serviceLists.freezes(store, name, SHOWN),
    deployments: await serviceLists.deployments(store, name, SHOWN),
  }
}

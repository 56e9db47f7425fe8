import { ALL_SERVICES } from '../freezes/declared-freeze.ts'
import { lengthOf, within } from '../budgets/maintenance.ts'
import { merged, type Period } from '../kernel/time/period.ts'
import type { Grant, DeployRequest } from '../requests/deploy-request.ts'
import { asOf, DEPLOYMENT_STATES, type DeploymentState, deploymentsBetween } from '../rollouts/deployment.ts'
import type {
  ApprovalFigures,
  DeploymentFigures,
  FreezeFigures,
  IncidentFigures,
  ReportedIncident,
  WayFigures,
} from './report.ts'
import type { ReportWorld } from './report-world.ts'

/** A request with the grant that it became. */
export interface Granted {
  readonly request: DeployRequest
  readonly grant: Grant
}

/** Those of a service that began in the period, as they were known at its end: what ended later still goes on. */
export async function incidentsIn(
  { store }: ReportWorld,
  service: string,
  { from, until }: Period,
): Promise<readonly ReportedIncident[]> {
  const found = await store.incidents.during(service, from, until - 1)
  return found
    .filter(({ startedAt }) => startedAt >= from)
    .map(({ id, what, startedAt, endedAt, costRatio }) => ({
      id,
      what,
      startedAt,
      endedAt: endedAt !== null && endedAt <= until ? endedAt : null,
      costRatio,
    }))
}

export const incidentFigures = (list: readonly ReportedIncident[], until: number): IncidentFigures => ({
  count: list.length,
  lastedMs: sum(list.map(({ startedAt, endedAt }) => (endedAt ?? until) - startedAt)),
  costRatio: sumOfKnown(list.map(({ costRatio }) => costRatio)),
})

/** Those of a service to the environments that the gate guards. */
export async function deploymentFigures(
  { store, gatedEnvironments }: ReportWorld,
  service: string,
  period: Period,
): Promise<DeploymentFigures> {
  const deployments = await deploymentsBetween(store, gatedEnvironments(), period, service)
  return {
    count: deployments.length,
    byState: stateCounts(deployments.map((one) => asOf(one, period.until).state)),
    costRatio: sumOfKnown(deployments.map(({ costs }) => dearest(costs.map(({ costRatio }) => costRatio)))),
  }
}

const stateCounts = (states: readonly DeploymentState[]): DeploymentFigures['byState'] => {
  const count = (state: DeploymentState): number => states.filter((one) => one === state).length
  return Object.fromEntries(
    DEPLOYMENT_STATES.map((state) => [state, count(state)]),
  ) as DeploymentFigures['byState']
}

/** A week is the longest that a request waits, unless a policy says more. */
const USUAL_WAIT_MS = 7 * 86_400_000
const AT_ONCE = 1_000

/** The requests of all services that were granted in the period, by service. */
export async function grantedIn(
  { catalog, store }: ReportWorld,
  { from, until }: Period,
): Promise<ReadonlyMap<string, readonly Granted[]>> {
  const waits = [...catalog().policies.values()].map(({ requestExpiresAfterMs }) => requestExpiresAfterMs)
  const since = from - Math.max(USUAL_WAIT_MS, ...waits)
  const found: Granted[] = []
  let before = { at: until, id: '' }
  for (;;) {
    const requests = await store.requests.list({ states: ['granted'], since, before, limit: AT_ONCE })
    const grants = await store.grants.ofRequests(requests.map(({ id }) => id))
    const ofRequest = new Map(grants.map((grant) => [grant.requestId, grant]))
    for (const request of requests) {
      const grant = ofRequest.get(request.id)
      if (grant !== undefined && grant.grantedAt >= from && grant.grantedAt < until)
        found.push({ request, grant })
    }
    const last = requests.at(-1)
    if (last === undefined || requests.length < AT_ONCE) break
    before = { at: last.requestedAt, id: last.id }
  }
  return Map.groupBy(found, ({ request }) => request.service)
}

export function wayFigures(granted: readonly Granted[]): WayFigures {
  const count = (way: DeployRequest['way']): number =>
    granted.filter(({ request }) => request.way === way).length
  return {
    overrides: count('override'),
    exceptions: count('exception'),
    silverBullets: count('silver-bullet'),
  }
}

/** Of those that somebody had to approve. */
export function approvalFigures(granted: readonly Granted[]): ApprovalFigures {
  const waits = granted
    .filter(({ request }) => request.approvals.length > 0)
    .map(({ request, grant }) => grant.grantedAt - request.requestedAt)
    .toSorted((a, b) => a - b)
  return { count: waits.length, medianMs: quantile(waits, 0.5), p90Ms: quantile(waits, 0.9) }
}

/** Between the two nearest, in proportion; null of nothing. */
function quantile(sorted: readonly number[], share: number): number | null {
  const place = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place))
}

const FREEZES_AT_ONCE = 100

/** Level freezes and declared ones of a service; time in several at once counts once. */
export async function freezesIn(
  { store }: ReportWorld,
  service: string,
  { from, until }: Period,
): Promise<FreezeFigures> {
  const found: Period[] = []
  let before: { readonly at: number; readonly id: string } | null = { at: until, id: '' }
  while (before !== null) {
    const page = await store.levelFreezes.page(service, { before, limit: FREEZES_AT_ONCE })
    found.push(...page.rows.map(({ beganAt, endedAt }) => ({ from: beganAt, until: endedAt ?? until })))
    // One follows the other: before one that was over by then there is none that was not.
    before = page.rows.some(({ endedAt }) => endedAt !== null && endedAt <= from) ? null : page.next
  }
  for (before = { at: until, id: '' }; before !== null;) {
    const page = await store.declaredFreezes.page(service, { before, limit: FREEZES_AT_ONCE })
    found.push(
      ...page.rows
        .filter(({ service: of }) => of === service || of === ALL_SERVICES)
        .map(({ declaredAt, endedAt, until: ends }) => ({
          from: declaredAt,
          until: Math.min(endedAt ?? until, ends ?? until),
        })),
    )
    before = page.next
  }
  const held = within(found, from, until)
  return { count: held.length, ms: lengthOf(merged(held)) }
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Null where nothing is known. */
export function sumOfKnown(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((one) => one !== null)
  return known.length === 0 ? null : sum(known)
}

function dearest(costs: readonly (number | null)[]): number | null {
  const known = costs.filter((one) => one !== null)
  return known.length === 0 ? null : Math.max(...known)
}

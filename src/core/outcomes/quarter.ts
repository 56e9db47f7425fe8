import type { Period } from '../kernel/time/period.ts'
import { type Money, sumsOf } from '../cost/money.ts'
import { type Way, WAYS } from '../policy/way.ts'
import type { DeployRequest, Grant, GrantStore, RequestStore } from '../requests/deploy-request.ts'
import { type DeploymentStores, type DeploymentState, deploymentsBetween } from '../rollouts/deployment.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Outcome, OutcomeStore } from './outcome.ts'

/** How a request went to its end: on a way through a freeze, or by ordinary approval. */
export type Path = Way | 'ordinary'
export const PATHS: readonly Path[] = [...WAYS, 'ordinary']

/** What became of the requests of one path that were asked for in the period. */
export interface PathOutcomes {
  readonly path: Path
  readonly granted: number
  readonly used: number
  readonly rolledBack: number
  readonly failed: number
  /** Shares of whole budgets, of those whose outcome was told, added up; null where none is known. Never of ordinary ones. */
  readonly spentRatio: number | null
  readonly money: readonly Money[]
}

/** What one role answered on one path. Nobody is named: a seat is the policy's, not a person's. */
export interface SeatOutcomes {
  readonly role: string
  readonly path: Path
  /** Requests with such a seat that were decided. */
  readonly decided: number
  /** Of those, the ones that were granted with the seat filled. */
  readonly approved: number
  /** From the wish to the click; null of none. */
  readonly medianMs: number | null
  readonly used: number
  readonly rolledBack: number
}

export interface QuarterOutcomes {
  readonly period: Period
  readonly paths: readonly PathOutcomes[]
  /** The most asked first. */
  readonly seats: readonly SeatOutcomes[]
}

export interface QuarterStores extends Omit<DeploymentStores, 'requests'> {
  readonly requests: Pick<RequestStore, 'list' | 'ofIds'>
  readonly grants: Pick<GrantStore, 'ofRequests'>
  readonly outcomes: Pick<OutcomeStore, 'ofRequests'>
}

/** So many decided requests tell something of a seat. */
export const TELLING_FROM = 30

/** A seat of which the policy's owner may ask whether it decides anything: it said yes to all of many, and none was taken back. */
export const alwaysApproves = ({ decided, approved, rolledBack }: SeatOutcomes): boolean =>
  decided >= TELLING_FROM && approved === decided && rolledBack === 0

/** A grant may be used, and taken back, this long after the end of the period. */
const AFTER_MS = 14 * DAY_MS

interface Decided {
  readonly request: DeployRequest
  readonly grant: Grant | undefined
  /** Undefined while it is not used. */
  readonly state: DeploymentState | undefined
}

/**
 * What became of the requests that were asked for in `[from, until)` and granted or rejected, as it is known now; of all services
 * when none is named.
 */
export async function quarterOutcomes(
  stores: QuarterStores,
  gated: readonly string[],
  period: Period,
  service?: string,
): Promise<QuarterOutcomes> {
  const requests = await decidedIn(stores, period, service)
  const ids = requests.map(({ id }) => id)
  const grants = new Map((await stores.grants.ofRequests(ids)).map((grant) => [grant.requestId, grant]))
  const whenUsed = { from: period.from, until: period.until + AFTER_MS }
  const deployments = await deploymentsBetween(stores, gated, whenUsed, service)
  const states = new Map(
    deployments.flatMap(({ requestId, state }) => (requestId === null ? [] : [[requestId, state]])),
  )
  const decided = requests.map((request): Decided => {
    const grant = grants.get(request.id)
    const used = (grant?.usedAt ?? null) === null ? undefined : ('unreported' as const)
    return { request, grant, state: states.get(request.id) ?? used }
  })
  const outcomes = await stores.outcomes.ofRequests(ids)
  return {
    period,
    paths: PATHS.map((path) => pathOutcomes(path, decided.filter(isGrantedOn(path)), outcomes)),
    seats: seatOutcomes(decided),
  }
}

const AT_ONCE = 1_000

async function decidedIn(
  { requests }: QuarterStores,
  { from, until }: Period,
  service: string | undefined,
): Promise<readonly DeployRequest[]> {
  const found: DeployRequest[] = []
  for (let before = { at: until, id: '' }; ;) {
    const some = await requests.list({
      ...(service !== undefined && { service }),
      states: ['granted', 'rejected'],
      since: from,
      before,
      limit: AT_ONCE,
    })
    found.push(...some)
    const last = some.at(-1)
    if (last === undefined || some.length < AT_ONCE) return found
    before = { at: last.requestedAt, id: last.id }
  }
}

const pathOf = ({ way }: DeployRequest): Path => way ?? 'ordinary'

const isGrantedOn =
  (path: Path) =>
  ({ request }: Decided): boolean =>
    request.state === 'granted' && pathOf(request) === path

const countOf = (decided: readonly Decided[], state: DeploymentState): number =>
  decided.filter((one) => one.state === state).length

const usedOf = (decided: readonly Decided[]): number =>
  decided.filter(({ state }) => state !== undefined).length

function pathOutcomes(path: Path, granted: readonly Decided[], outcomes: readonly Outcome[]): PathOutcomes {
  const ids = new Set(granted.map(({ request }) => request.id))
  const told = outcomes.filter(({ requestId }) => ids.has(requestId))
  const spent = told.flatMap(({ spentRatio }) => spentRatio ?? [])
  return {
    path,
    granted: granted.length,
    used: usedOf(granted),
    rolledBack: countOf(granted, 'rolled_back'),
    failed: countOf(granted, 'failed'),
    spentRatio: spent.length === 0 ? null : spent.reduce((sum, one) => sum + one, 0),
    money: sumsOf(told.map(({ money }) => money)),
  }
}

function seatOutcomes(decided: readonly Decided[]): readonly SeatOutcomes[] {
  const seats = decided.flatMap((one) =>
    [...new Set(one.request.decision.seats.map(({ role }) => role))].map((role) => ({ role, ...one })),
  )
  const groups = Map.groupBy(seats, ({ role, request }) => JSON.stringify([role, pathOf(request)]))
  return [...groups.values()]
    .map((asked) => ofSeat(asked))
    .toSorted((a, b) => b.decided - a.decided || (a.role + a.path < b.role + b.path ? -1 : 1))
}

function ofSeat(asked: readonly (Decided & { readonly role: string })[]): SeatOutcomes {
  const [first] = asked
  if (first === undefined) throw new Error('a seat that nobody asked')
  const { role } = first
  const approved = asked.filter(
    ({ request }) => request.state === 'granted' && fillers(request, role).length > 0,
  )
  const waits = approved.flatMap(({ request }) =>
    request.approvals
      .filter(({ userId }) => fillers(request, role).includes(userId))
      .map(({ at }) => at - request.requestedAt),
  )
  return {
    role,
    path: pathOf(first.request),
    decided: asked.length,
    approved: approved.length,
    medianMs: median(waits),
    used: usedOf(approved),
    rolledBack: countOf(approved, 'rolled_back'),
  }
}

const fillers = ({ decision }: DeployRequest, role: string): readonly string[] =>
  decision.seats.filter((seat) => seat.role === role).flatMap(({ filledBy }) => filledBy)

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor((sorted.length - 1) / 2)
  const [low, high] = [sorted[middle], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

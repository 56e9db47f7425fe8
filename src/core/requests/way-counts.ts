import type { Policy, RationPeriod } from '../policy/policy.ts'
import type { Way } from '../policy/way.ts'
import { calendarPeriod } from '../kernel/time/calendar-period.ts'
import type { Period } from '../kernel/time/period.ts'
import type { DeployRequest } from './deploy-request.ts'

/** What a count of ways looks at. */
type Taker = Pick<DeployRequest, 'way' | 'service' | 'state' | 'requestedAt' | 'expiresAt' | 'decision'>

export interface WayCounts {
  readonly exception: number
  readonly override: number
  readonly 'silver-bullet': number
}

/**
 * Whether a request holds the way that it asked for: while it is open, so that two cannot be given the last silver
 * bullet, and once it was granted. A request that is rejected, withdrawn or voided before its grant is used, or expires
 * unapproved, gives the way back.
 */
export const holdsItsWay = ({ state, expiresAt }: Taker, now: number): boolean =>
  state === 'granted' || (state === 'open' && expiresAt > now)

/** How many of each way were used: granted requests that were asked for within the period. */
export function waysUsed(requests: readonly Taker[], { from, until }: Period): WayCounts {
  const used = (way: Way): number =>
    requests.filter(
      (request) =>
        request.way === way &&
        request.state === 'granted' &&
        request.requestedAt >= from &&
        request.requestedAt < until,
    ).length
  return { exception: used('exception'), override: used('override'), 'silver-bullet': used('silver-bullet') }
}

/** The calendar period in which a way is counted: the ration's own, a quarter for the others. In the policy's time zone. */
export function countedPeriod(
  policy: Policy,
  way: Way,
  now: number,
): { readonly unit: RationPeriod; readonly period: Period } {
  const unit = way === 'silver-bullet' ? (policy.silverBullets?.per ?? 'quarter') : 'quarter'
  return { unit, period: calendarPeriod(unit, policy.timeZone, now) }
}

/**
 * How many of a way are taken in its current period: of the service where each has its own ration, of all services under
 * the policy otherwise. The requests themselves are the ledger.
 */
export function waysTaken(
  requests: readonly Taker[],
  way: Way,
  policy: Policy,
  service: string,
  now: number,
): number {
  const { from, until } = countedPeriod(policy, way, now).period
  const isPerService = way === 'silver-bullet' && policy.silverBullets?.scope === 'service'
  return requests.filter(
    (request) =>
      request.way === way &&
      request.requestedAt >= from &&
      request.requestedAt < until &&
      request.decision.policy.name === policy.name &&
      (!isPerService || request.service === service) &&
      holdsItsWay(request, now),
  ).length
}

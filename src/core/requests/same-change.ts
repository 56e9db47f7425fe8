import type { Decision } from '../policy/decision.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { isLive } from './judge.ts'
import type { RequestStores } from './request-world.ts'

/** An earlier request with its newest grant. */
export interface Earlier {
  readonly request: DeployRequest
  readonly grant: Grant | undefined
}

/** More requests than this for one revision of one change are not looked at. */
const MOST_EARLIER = 50

/** The requests for the same change that still count: open, or with a grant that is not used. Newest first. */
export async function earlierRequests(
  stores: Pick<RequestStores, 'requests' | 'grants'>,
  {
    service,
    change,
    revision,
    environment,
  }: Pick<DeployRequest, 'service' | 'change' | 'revision' | 'environment'>,
  now: number,
): Promise<readonly Earlier[]> {
  const requests = await stores.requests.list({
    of: { service, change, revision, environment },
    states: ['open', 'granted'],
    limit: MOST_EARLIER,
  })
  const grants = await stores.grants.ofRequests(requests.map(({ id }) => id))
  return requests
    .map((request) => ({ request, grant: grants.find(({ requestId }) => requestId === request.id) }))
    .filter(({ request, grant }) =>
      request.state === 'open' ? request.expiresAt > now : grant !== undefined && isLive(grant, now),
    )
}

/**
 * The earlier request that a further one is answered with. One that takes a way through a freeze is answered with one of
 * the same way; with any other only where that one's grant opens the gate. `verdictOn` says what one would get now.
 * Nobody is held up by a request that waits for what only a colleague may write, nor by an override of somebody who may
 * not override any more.
 */
export function answering(
  { risk, way, requestedBy }: Pick<DeployRequest, 'risk' | 'way' | 'requestedBy'>,
  earlier: readonly Earlier[],
  verdictOn: (one: Earlier) => Decision['decision'] | undefined,
): Earlier | undefined {
  const same = earlier.filter(
    ({ request }) =>
      request.risk === risk &&
      (request.state !== 'open' ||
        request.requestedBy === requestedBy ||
        request.decision.requires.length === 0),
  )
  return (
    same.find((one) => one.request.way === way && (way !== 'override' || verdictOn(one) !== 'blocked')) ??
    same.find((one) => one.request.state === 'granted' && verdictOn(one) === 'approved')
  )
}

/** Those that a new request takes the place of: of the same person and way, at another risk. */
export const supersededBy = (next: DeployRequest, earlier: readonly Earlier[]): readonly Earlier[] =>
  earlier.filter(
    ({ request }) =>
      request.requestedBy === next.requestedBy && request.way === next.way && request.risk !== next.risk,
  )

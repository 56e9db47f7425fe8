import type { DeployRequest } from '../requests/deploy-request.ts'
import type { Rollout } from './rollout.ts'
import type { RolloutStores, RolloutWorld } from './rollout-world.ts'
import { newRollout } from './start-rollout.ts'

/** What a report says that it is about. */
type Deployed = Pick<Rollout, 'service' | 'revision' | 'environment' | 'requestId'>

/** One that the gate let through, and of which nobody said anything before its end. */
export async function begunUnreported(
  world: RolloutWorld,
  stores: RolloutStores,
  { service, revision, environment }: Deployed,
  token: string,
): Promise<Rollout | undefined> {
  const pass = await stores.gatePasses.last(service, revision, environment)
  if (pass === undefined) return undefined
  const request = pass.requestId === null ? undefined : await stores.requests.byId(pass.requestId)
  const actor = `token:${token}`
  const deployment = { service, revision, environment, id: pass.requestId }
  return {
    ...newRollout(
      world.ids.next('ro'),
      { ...deployment, requestedBy: request?.requestedBy ?? actor },
      `token:${pass.token}`,
      world.catalog(),
      undefined,
      pass.at,
    ),
    level: pass.level,
  }
}

/** The request that was named, or else the newest granted one of this revision; null when there is none. */
export async function requestMeant(
  stores: Pick<RolloutStores, 'requests'>,
  deployment: Deployed,
): Promise<DeployRequest | null | string> {
  const { service, revision, environment, requestId } = deployment
  const isMeant = (request: DeployRequest): boolean =>
    request.service === service && request.revision === revision && request.environment === environment
  if (requestId === null) {
    const granted = await stores.requests.list({ service, states: ['granted'], limit: 100 })
    return granted.find(isMeant) ?? null
  }
  const request = await stores.requests.byId(requestId)
  if (request === undefined) return `there is no request ${requestId}`
  return isMeant(request)
    ? request
    : `request ${requestId} is for ${request.revision} of ${request.service} in ${request.environment}`
}

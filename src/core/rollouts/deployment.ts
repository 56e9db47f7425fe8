import type { Period } from '../kernel/time/period.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Way } from '../policy/way.ts'
import type { DeployRequest, RequestStore } from '../requests/deploy-request.ts'
import type { GatePass, GatePassStore } from '../requests/gate-pass.ts'
import { type Rollout, ROLLOUT_STATES, type RolloutCost, type RolloutStore } from './rollout.ts'

/**
 * Something that went out, as far as it is known: by the gate that let it through, by the reports of its pipeline, or by
 * both.
 */
export interface Deployment {
  /** The id of its rollout; else one of the gate's that stays the same. */
  readonly id: string
  readonly service: string
  readonly environment: string
  readonly revision: string | null
  /** The change type; null where nobody named one. */
  readonly change: string | null
  /** When the gate let it through, or when it was reported as begun. */
  readonly at: number
  readonly level: string
  /** `unreported`: the gate let it through, and nobody said how it went. */
  readonly state: DeploymentState
  /** When it was said to have ended so. */
  readonly endedAt: number | null
  readonly requestId: string | null
  /** The way through a freeze that it took; null for an ordinary one. */
  readonly way: Way | null
  readonly rolloutId: string | null
  /** Share of each budget that was spent while it went out. */
  readonly costs: readonly RolloutCost[]
}

export const DEPLOYMENT_STATES = ['unreported', ...ROLLOUT_STATES] as const
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number]

export interface DeploymentStores {
  readonly gatePasses: Pick<GatePassStore, 'during'>
  readonly rollouts: Pick<RolloutStore, 'startedDuring'>
  readonly requests: Pick<RequestStore, 'ofIds'>
}

/** From the gate's yes to the first report of the pipeline, and from there to the last question of a later stage. */
const BELONGS_WITHIN_MS = DAY_MS

/**
 * What went out to the environments that the gate guards in `[from, until)`, oldest first; of all services when none is
 * named. The states are those of now: `asOf` gives those of then.
 */
export async function deploymentsBetween(
  stores: DeploymentStores,
  gated: readonly string[],
  { from, until }: Period,
  service?: string,
): Promise<readonly Deployment[]> {
  const around = { from: from - BELONGS_WITHIN_MS, until: until + BELONGS_WITHIN_MS }
  const passes = await stores.gatePasses.during(service, around)
  const rollouts = await stores.rollouts.startedDuring(service, around.from - 1, around.until - 1)
  const found = joined(passes, rollouts).filter(
    ({ at, environment }) => at >= from && at < until && gated.includes(environment),
  )
  const requests = await stores.requests.ofIds(found.flatMap(({ requestId }) => requestId ?? []))
  return withRequests(found, requests)
}

/** As it was known at that time: what ended later still goes on. */
export const asOf = (deployment: Deployment, at: number): Deployment =>
  deployment.endedAt === null || deployment.endedAt <= at
    ? deployment
    : { ...deployment, state: 'running', endedAt: null }

type Unasked = Omit<Deployment, 'way'>

const placeOf = ({
  service,
  environment,
  revision,
}: Pick<Deployment, 'service' | 'environment' | 'revision'>) =>
  JSON.stringify([service, environment, revision])

/** What the gate let through and what pipelines reported, each deployment once, oldest first. */
export function joined(passes: readonly GatePass[], rollouts: readonly Rollout[]): readonly Unasked[] {
  const ofPlace = Map.groupBy(rollouts, placeOf)
  const firstPass = new Map<string, GatePass>()
  const alone: GatePass[] = []
  for (const pass of passes.toSorted((a, b) => a.at - b.at)) {
    const rollout = rolloutOf(pass, ofPlace.get(placeOf(pass)) ?? [])
    if (rollout === undefined) alone.push(pass)
    else if (!firstPass.has(rollout.id)) firstPass.set(rollout.id, pass)
  }
  return [
    ...rollouts.map((rollout) => reported(rollout, firstPass.get(rollout.id))),
    ...alone.map(unreported),
  ].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** The next one after the gate's yes; else the one that was under way when the gate was asked again. */
function rolloutOf({ at }: GatePass, rollouts: readonly Rollout[]): Rollout | undefined {
  const oldestFirst = rollouts.toSorted((a, b) => a.startedAt - b.startedAt)
  const next = oldestFirst.find(({ startedAt }) => startedAt >= at && startedAt - at <= BELONGS_WITHIN_MS)
  const underWay = oldestFirst.findLast(
    ({ startedAt, endedAt }) => startedAt < at && at <= (endedAt ?? startedAt + BELONGS_WITHIN_MS),
  )
  return underWay ?? next
}

const reported = (rollout: Rollout, pass: GatePass | undefined): Unasked => ({
  id: rollout.id,
  service: rollout.service,
  environment: rollout.environment,
  revision: rollout.revision,
  change: pass?.change ?? null,
  at: Math.min(rollout.startedAt, pass?.at ?? Infinity),
  level: rollout.level,
  state: rollout.state,
  endedAt: rollout.endedAt,
  requestId: rollout.requestId ?? pass?.requestId ?? null,
  rolloutId: rollout.id,
  costs: rollout.costs,
})

const unreported = (pass: GatePass): Unasked => ({
  id: `${placeOf(pass)} ${pass.occasion}`,
  service: pass.service,
  environment: pass.environment,
  revision: pass.revision,
  change: pass.change,
  at: pass.at,
  level: pass.level,
  state: 'unreported',
  endedAt: null,
  requestId: pass.requestId,
  rolloutId: null,
  costs: [],
})

function withRequests(
  deployments: readonly Unasked[],
  requests: readonly DeployRequest[],
): readonly Deployment[] {
  const byId = new Map(requests.map((request) => [request.id, request]))
  return deployments.map((one) => {
    const request = one.requestId === null ? undefined : byId.get(one.requestId)
    return { ...one, change: one.change ?? request?.change ?? null, way: request?.way ?? null }
  })
}

import type { Action, ActionStore, TopAction, TopActionStore } from '../actions/action.ts'
import { actionsOf } from '../actions/actions-of.ts'
import type { PlannedDeployment } from '../calendar/planned-deployment.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { type Actor, actorOf } from '../people/authority.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest, Grant, GrantStore } from '../requests/deploy-request.ts'
import { isLive } from '../requests/judge.ts'
import {
  waitingFor,
  waitingRequests,
  type WaitingRequest,
  type WaitingWorld,
} from '../requests/waiting-for.ts'
import { maySignOff, nextStage, type Rollout, type RolloutStore } from '../rollouts/rollout.ts'
import { peopleToday, signersOf } from '../rollouts/rollout-world.ts'
import { type StatusWorld, statusReport } from '../status/report-status.ts'
import type { ServiceReport } from '../status/status-report.ts'
import type { Approver } from '../policy/seats.ts'

export interface HomeWorld extends WaitingWorld {
  readonly store: WaitingWorld['store'] &
    StatusWorld['store'] & {
      readonly grants: Pick<GrantStore, 'ofRequests'>
      readonly rollouts: Pick<RolloutStore, 'open'>
      readonly actions: Pick<ActionStore, 'open'>
      readonly topActions: Pick<TopActionStore, 'open'>
    }
  readonly clock: Clock
}

/** What is the same for everybody who looks at one time. */
export interface CommonFacts {
  readonly at: number
  /** Of every service, the worst first. */
  readonly services: readonly ServiceReport[]
  readonly waiting: readonly WaitingRequest[]
  readonly rollouts: readonly { readonly rollout: Rollout; readonly people: readonly Approver[] }[]
  /** Open ones, by deadline. */
  readonly actions: readonly Action[]
  readonly topActions: readonly TopAction[]
  /** Deployments of the next two weeks that have not begun, by time. */
  readonly plans: readonly PlannedDeployment[]
}

/** What one person has before them. */
export interface HomeFacts extends Pick<CommonFacts, 'at' | 'services' | 'plans' | 'actions' | 'topActions'> {
  /** Requests that their approval would bring forward, the longest waiting first. */
  readonly approvals: readonly DeployRequest[]
  /** Rollouts whose next stage they may sign off. */
  readonly signOffs: readonly Rollout[]
  /** Their own requests that are under way or ended a short while ago, newest first, with the newest grant of each. */
  readonly requests: readonly { readonly request: DeployRequest; readonly grant: Grant | undefined }[]
}

/** What somebody's home shows; nothing to who is no full member of the workspace. */
export type Home =
  { readonly kind: 'open'; readonly facts: HomeFacts } | { readonly kind: 'shut'; readonly why: string }

const AHEAD_MS = 14 * DAY_MS
/** For so long somebody finds how their request ended. */
const ENDED_MS = 2 * DAY_MS
const MOST_OWN = 50

/** Reads what everybody's home is made of, outside of any transaction: what is clicked is decided again. */
export async function commonFacts(world: HomeWorld): Promise<CommonFacts> {
  const { store, clock } = world
  const at = clock.now()
  const { services } = await statusReport(world)
  const statuses: readonly Status[] = await store.statuses.all()
  const rollouts = await store.rollouts.open()
  const signers = await world.directory.identify([...signersOf(rollouts)])
  return {
    at,
    services,
    waiting: await waitingRequests(world, statuses, at),
    rollouts: rollouts.map((rollout) => ({ rollout, people: peopleToday(world, signers, rollout.service) })),
    actions: await store.actions.open(),
    topActions: await store.topActions.open(),
    plans: (await store.calendar.plans(at, at + AHEAD_MS)).filter(
      ({ letThroughAt }) => letThroughAt === null,
    ),
  }
}

/** One person's share of it. */
export async function homeOf(world: HomeWorld, common: CommonFacts, userId: string): Promise<Home> {
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return { kind: 'shut', why: actor.doubt }
  const { at, services, plans, waiting, rollouts, actions, topActions } = common
  return {
    kind: 'open',
    facts: {
      at,
      services,
      plans,
      approvals: waitingFor(world, waiting, actor, at),
      signOffs: rollouts.filter((one) => isAskedToSign(one, actor)).map(({ rollout }) => rollout),
      requests: await ownRequests(world, userId, at),
      actions: actionsOf(actions, actor),
      topActions: topActions.filter(({ owner }) => owner.userId === userId),
    },
  }
}

function isAskedToSign(
  { rollout, people }: CommonFacts['rollouts'][number],
  { userId, rolesFor }: Extract<Actor, { doubt: null }>,
): boolean {
  if (userId === rollout.requestedBy || (nextStage(rollout)?.seats.length ?? 0) === 0) return false
  if (rollout.signedBy.some((one) => one.userId === userId)) return false
  return maySignOff(rollout, people, { userId, roles: rolesFor(rollout.service) })
}

async function ownRequests(
  { store }: HomeWorld,
  userId: string,
  now: number,
): Promise<HomeFacts['requests']> {
  const own = await store.requests.list({ requestedBy: userId, limit: MOST_OWN })
  const grants = await store.grants.ofRequests(own.map(({ id }) => id))
  const grantOf = new Map(grants.map((grant) => [grant.requestId, grant]))
  return own
    .map((request) => ({ request, grant: grantOf.get(request.id) }))
    .filter(({ request, grant }) => isCurrent(request, grant, now))
}

function isCurrent({ state, endedAt }: DeployRequest, grant: Grant | undefined, now: number): boolean {
  if (state === 'open') return true
  if (state === 'granted' && grant !== undefined)
    return isLive(grant, now) || (grant.usedAt ?? grant.expiresAt) > now - ENDED_MS
  return endedAt !== null && endedAt > now - ENDED_MS
}

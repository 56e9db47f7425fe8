import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { say, type Words } from '../kernel/prompt.ts'
import { loadFreezeFacts } from '../freezes/freeze-facts.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { levelNamed, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { ALL_AT_ONCE, type RolloutPlan } from '../policy/rollout-plan.ts'
import type { Status } from '../policy/status.ts'
import { openSlotBook } from '../requests/slot-book.ts'
import { wantedBy } from '../requests/wanted-by.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import { doubtAbout } from '../people/identity.ts'
import { judged, peopleAtClick } from '../requests/judge.ts'
import { type RolloutWorld, peopleToday, rolloutEntry } from './rollout-world.ts'
import { toldStep } from './messages.ts'
import { isOpen, nextStage, type Rollout, signOffSeats } from './rollout.ts'
import { advanced } from './step.ts'
import { mayDrive } from './who-drives.ts'
import { groupsDoubt } from '../people/role-book.ts'

/** Begins to drive a granted deployment stage by stage. The requester may, and who drives rollouts of the service. */
export async function startRollout(
  world: RolloutWorld,
  requestId: string,
  userId: string,
): Promise<ActOutcome<Rollout>> {
  const known = await world.store.requests.byId(requestId)
  const asked = new Set([userId, ...(known?.approvals.map((approval) => approval.userId) ?? [])])
  const identities = await world.directory.identify([...asked])
  const doubt = doubtAbout(identities.get(userId))

  return world.store.transaction(async (stores): Promise<ActOutcome<Rollout>> => {
    const now = world.clock.now()
    const catalog = world.catalog()
    const request = await stores.requests.byId(requestId)
    if (request === undefined) return refused(`There is no request ${requestId}.`)
    if (doubt !== null) return refused(doubt)
    const people = peopleToday(world, identities, request.service)
    const before = await stores.rollouts.ofRequest(requestId)
    if (before !== undefined)
      return refused(
        isOpen(before)
          ? 'Its rollout is under way already; the request’s thread has its buttons.'
          : `Its rollout is ${before.state.replace('_', ' ')}; a new one takes a new request.`,
      )
    const refusal = mayDrive(world, request, userId, people)
    if (refusal !== null) {
      const unsure = groupsDoubt(identities.get(userId), request.service, world.roleBook())
      return refused(unsure ?? refusal)
    }

    const status = await stores.statuses.of(request.service)
    const [grant] = await stores.grants.ofRequests([requestId])
    const freezeFacts = (await loadFreezeFacts(stores, catalog, now))(request.service, status, true)
    const wanted = wantedBy(request, catalog)
    const slots = await openSlotBook(stores, catalog, wanted ? [wanted] : [], () => status, now)
    const verdict = judged(request, {
      catalog,
      status,
      freezeFacts: { ...freezeFacts, slot: wanted && slots.slot(wanted, true) },
      now,
      grant,
      people: peopleAtClick(request).map(({ userId: id }) => ({
        userId: id,
        roles: people.find((person) => person.userId === id)?.roles ?? new Set<string>(),
      })),
    })
    const why = notGranted(request, grant, now)
    if (why !== null) return refused(why)
    if (verdict?.decision.decision !== 'approved')
      return refused(verdict?.decision.explanation ?? 'This service or change type is no longer configured.')

    const rollout = newRollout(world.ids.next('ro'), request, userId, catalog, status, now)
    const seats = signOffSeats(rollout, [])
    if (wanted !== undefined) slots.letThrough(wanted)
    await slots.save(stores)
    const told = toldStep(rollout, 'started', seats, {
      catalog,
      roleBook: world.roleBook(),
      now,
      nonce: world.ids.next('m'),
      by: userId,
    })
    await stores.rollouts.save(told.rollout)
    await stores.audit.append([rolloutEntry('rollout_started', userId, rollout, now)])
    await stores.outbox.owe(told.owed)
    return { kind: 'done', thing: told.rollout }
  })
}

/** Why a request carries no deployment; null when its grant stands. A used grant is one that the gate let through. */
export function notGranted(request: DeployRequest, grant: Grant | undefined, now: number): Words | null {
  if (request.state !== 'granted') return `Request ${request.id} is ${request.state}, not granted.`
  if (grant?.voidedAt !== null || (grant.usedAt === null && grant.expiresAt <= now))
    return say`The grant of request ${request.id} is over. Ask again with ${{ kind: 'request-deployment' }}.`
  return null
}

/** The plan of the level that the service is at; in shadow it holds nothing back. */
export function planNow(
  catalog: Catalog,
  service: string,
  status: Status | undefined,
): { readonly level: string; readonly plan: RolloutPlan } {
  const policy = governed(catalog, service)?.policy
  const level = policy && status && levelNamed(policy, status.level)
  const name = status?.level ?? UNKNOWN_LEVEL
  const plan = isInShadow(catalog, service, name) ? undefined : level?.rollout
  return { level: name, plan: plan ?? ALL_AT_ONCE }
}

/** A rollout at its beginning: in its first stage, unless that one takes a sign-off. */
export function newRollout(
  id: string,
  deployment: Pick<Rollout, 'service' | 'revision' | 'environment' | 'requestedBy'> & {
    readonly id: string | null
  },
  startedBy: string,
  catalog: Catalog,
  status: Status | undefined,
  now: number,
): Rollout {
  const { service, revision, environment, requestedBy } = deployment
  const rollout: Rollout = {
    id,
    requestId: deployment.id,
    service,
    revision,
    environment,
    requestedBy,
    startedBy,
    startedAt: now,
    ...planNow(catalog, service, status),
    state: 'running',
    stage: -1,
    stageAt: now,
    hold: null,
    signedBy: [],
    isWaitTold: false,
    isBurnAccepted: false,
    endedAt: null,
    costs: [],
    reports: [],
    card: null,
  }
  return nextStage(rollout)?.seats.length === 0 ? advanced(rollout, now) : rollout
}

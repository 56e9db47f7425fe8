import { actorOf } from '../people/authority.ts'
import { isWords, recorded, say, type Words } from '../kernel/prompt.ts'
import type { AuditKind, Json, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { type FreezeFacts, loadFreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import { enforcementAt } from '../policy/enforcement.ts'
import type { Policy } from '../policy/policy.ts'
import { freezeLevelOf } from '../policy/rule-under-freezes.ts'
import type { Status } from '../policy/status.ts'
import type { Way } from '../policy/way.ts'
import { withSlot } from './slot-book.ts'
import { withRolesHeldStill } from './click.ts'
import type { DeployRequest } from './deploy-request.ts'
import type { RequestWorld, RequestStores } from './request-world.ts'
import { isLive, judged, peopleAtClick } from './judge.ts'
import {
  approvalMessage,
  approvalUpdate,
  type NoticeContext,
  notices,
  overrideAnnouncement,
} from './notices.ts'
import type { OpenOutcome, RequestInput } from './outcome.ts'
import { grantEntries, requestEntry, textsRecord } from './record.ts'
import { answering, type Earlier, earlierRequests, supersededBy } from './same-change.ts'
import { settled } from './settle.ts'
import { shadowedDecision } from './shadow-answer.ts'
import { voided } from './standing.ts'
import { takenWay, type WayTaken } from './take-way.ts'
import { validated, type ValidRequest } from './validate-request.ts'
import { WAY_TITLES } from './way-documents.ts'
import { waysThrough } from './ways-through.ts'

/**
 * Opens a deploy request. One that needs no approval is granted at once; one that the policy blocks is answered with the
 * line that blocks it and the ways through, unless it takes one of them. A second one for the same is answered with the
 * first while that is open or its grant is unused. In shadow nothing is opened: the answer says what it would need. Every other one is shown in the approvals channel, and an override is
 * announced to everybody.
 */
export async function openRequest(world: RequestWorld, input: RequestInput): Promise<OpenOutcome> {
  const actor = await actorOf(world, input.requestedBy)
  if (actor.doubt !== null) return { kind: 'identity', message: actor.doubt }

  const catalog = world.catalog()
  const valid = validated(input, catalog, world.gatedEnvironments())
  if (valid.kind === 'invalid') return valid
  const requester = { name: actor.name, roles: actor.rolesFor(input.service) }
  const before = await earlierRequests(
    world.store,
    { ...input, change: valid.change.name },
    world.clock.now(),
  )
  const approvers = await world.directory.identify([
    ...new Set(before.flatMap(({ request: { approvals } }) => approvals.map(({ userId }) => userId))),
  ])

  return world.store.transaction(async (stores): Promise<OpenOutcome> => {
    const now = world.clock.now()
    const status = await stores.statuses.of(input.service)
    // An override speaks of what the gate would say: the hours in which deployments may start are overridden as well.
    const isAtGate = input.way === 'override'
    const ofService = (await loadFreezeFacts(stores, catalog, now))(input.service, status, isAtGate)
    const wanted = { ...input, risk: valid.risk }
    const freezeFacts = await withSlot(stores, catalog, wanted, status, ofService, now)
    const plain = newRequest(input, valid, status, freezeFacts, world.ids.next('r'), now)
    const { enforcement, line } = enforcementAt(catalog, input.service, plain.decision.level)
    if (enforcement === 'shadow' && line !== null) return letThroughInShadow(world, stores, plain, line)
    const earlier = await earlierRequests(stores, plain, now)
    const asked = { ...plain, way: input.way ?? null }
    const known = answering(asked, earlier, ({ request, grant }) => {
      const people = peopleAtClick(withRolesHeldStill(request, approvers, world.roleBook()))
      return judged(request, { catalog, status, freezeFacts, now, people, grant })?.decision.decision
    })
    if (known !== undefined) {
      const { request, grant } = known
      const isBlocked = request.decision.decision === 'blocked'
      const ways = isBlocked ? waysThrough(valid.policy, levelOfBlock(valid.policy, request.decision)) : []
      const live = grant !== undefined && isLive(grant, now) ? grant : null
      return { kind: 'known', request, isOwn: request.requestedBy === input.requestedBy, grant: live, ways }
    }
    const taken = await takenWay(stores, input, plain, valid.policy, requester, now)
    if (isWords(taken)) return refused(stores, plain, actor.doubtFor(input.service) ?? taken, now)
    const request =
      taken === null
        ? plain
        : { ...plain, ...taken, decision: decidedThrough(plain, taken, status, freezeFacts) }

    if (request.decision.decision === 'blocked') {
      const ways = waysThrough(valid.policy, levelOfBlock(valid.policy, request.decision))
      if (taken !== null) return refused(stores, plain, noWay(taken.way, request.decision, ways), now)
      await stores.audit.append([requestEntry('request_decided', input.requestedBy, request, now)])
      return { kind: 'blocked', decision: request.decision, ways }
    }
    const {
      request: decided,
      grant,
      changed,
    } = settled(request, undefined, request.decision, valid.policy, now, world.ids)
    const context = { catalog, roleBook: world.roleBook(), status, grant: grant ?? undefined, now }
    const isOverride = decided.way === 'override'
    await stores.requests.save([decided])
    await stores.grants.save(changed)
    const replaced = supersededBy(decided, earlier)
    const entry = (kind: AuditKind, data?: { readonly [key: string]: Json }): NewAuditEntry =>
      requestEntry(kind, input.requestedBy, decided, now, data)
    await stores.audit.append([
      entry('request_opened', textsRecord(decided)),
      ...(isOverride ? [entry('override', textsRecord(decided))] : []),
      ...(grant === null ? [] : [entry('grant', { grant: grant.id })]),
    ])
    await stores.outbox.owe([
      approvalMessage(decided, context),
      ...(isOverride ? [overrideAnnouncement(decided, context)] : []),
    ])
    for (const one of replaced) await supersede(world, stores, one, decided, context)
    return { kind: 'opened', request: decided, grant }
  })

  function decidedThrough(
    plain: DeployRequest,
    taken: WayTaken,
    status: Status | undefined,
    freezeFacts: FreezeFacts,
  ): Decision {
    const request = { ...plain, ...taken }
    const people = peopleAtClick(request)
    const verdict = judged(request, { catalog, status, freezeFacts, now: plain.requestedAt, people })
    return verdict?.decision ?? plain.decision
  }
}

/** What enforcement would have asked for is on record, and asked of nobody. */
async function letThroughInShadow(
  { ids }: Pick<RequestWorld, 'ids'>,
  stores: Pick<RequestStores, 'audit' | 'shadowAnswers'>,
  request: DeployRequest,
  line: string,
): Promise<OpenOutcome> {
  const { requestedBy, requestedAt: at, revision, environment, decision } = request
  await stores.audit.append([requestEntry('request_in_shadow', requestedBy, request, at)])
  await stores.shadowAnswers.add([
    {
      id: ids.next('sh'),
      at,
      ...shadowedDecision(decision),
      revision,
      environment,
      run: null,
      askedBy: requestedBy,
    },
  ])
  return { kind: 'in-shadow', decision, line }
}

/** The requester's own earlier request, at another risk, ends; its approvers are told. */
async function supersede(
  world: RequestWorld,
  stores: RequestStores,
  { request, grant }: Earlier,
  by: DeployRequest,
  context: NoticeContext,
): Promise<void> {
  const { now } = context
  const { requestedBy } = by
  const over: DeployRequest = { ...request, state: 'cancelled', endedAt: now, supersededBy: by.id }
  const grants = grant?.voidedAt === null ? [voided(grant, requestedBy, now)] : []
  await stores.requests.save([over])
  await stores.grants.save(grants)
  await stores.audit.append([
    requestEntry('request_cancelled', requestedBy, over, now, { supersededBy: by.id }),
    ...grantEntries(grants, requestedBy, now),
  ])
  const nonce = world.ids.next('m')
  const its = { ...context, grant: grants[0] ?? grant }
  await stores.outbox.owe([
    approvalUpdate(over, its, nonce),
    ...notices(over, 'cancelled', its, nonce, requestedBy),
  ])
}

async function refused(
  stores: RequestStores,
  request: DeployRequest,
  message: Words,
  now: number,
): Promise<OpenOutcome> {
  await stores.audit.append([
    requestEntry('click_refused', request.requestedBy, request, now, { why: recorded(message) }),
  ])
  return { kind: 'refused', message }
}

function noWay(way: Way, { level }: Decision, ways: readonly Words[]): Words {
  const [first, ...others] = ways
  const through =
    first === undefined
      ? 'It names no way through.'
      : say`Ways through: ${others.reduce((all, one) => say`${all}; ${one}`, first)}.`
  return say`The policy has no ${WAY_TITLES[way].toLowerCase()} for this at ${level}. ${through}`
}

/** The level whose ways through are those of a block: a freeze beside the levels is like the policy's freeze level. */
function levelOfBlock(policy: Policy, { level, reasons }: Decision): string {
  const isFrozen = reasons.includes('freeze_declared') || reasons.includes('freeze_scheduled')
  const isOfLevel = reasons.includes('freeze_active') || reasons.includes('risk_too_high')
  return isFrozen && !isOfLevel ? (freezeLevelOf(policy)?.name ?? level) : level
}

function newRequest(
  input: RequestInput,
  { policy, change, risk, serviceTitle }: ValidRequest,
  status: Status | undefined,
  freezeFacts: FreezeFacts,
  id: string,
  now: number,
): DeployRequest {
  const { service, revision, environment, summary, answers, requestedBy } = input
  const decision = decide(policy, {
    ...serviceFacts(policy, service, status, freezeFacts, answers.keys(), now),
    serviceTitle,
    change,
    risk,
    people: [],
    automatic: false,
    claimsExemption: true,
  })
  return {
    id,
    service,
    change: change.name,
    risk,
    revision,
    environment,
    summary,
    answers,
    requestedBy,
    requestedAt: now,
    expiresAt: now + policy.requestExpiresAfterMs,
    state: 'open',
    approvals: [],
    rejection: null,
    decision,
    decidedAt: now,
    way: null,
    wayRecord: null,
    escalations: [],
    waitingSince: now,
    remindedAt: null,
    textChanges: [],
    endedAt: null,
    supersededBy: null,
  }
}

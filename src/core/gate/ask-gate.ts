import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { type FreezeFactsNow, loadFreezeFacts } from '../freezes/freeze-facts.ts'
import type { OwedMessage } from '../kernel/outbox/owed-message.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { Approver } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { Wanted } from '../calendar/day-slot.ts'
import { openSlotBook, type SlotBook } from '../requests/slot-book.ts'
import { wantedBy } from '../requests/wanted-by.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import { type GatePass, occasionOf } from '../requests/gate-pass.ts'
import type { GateRequestWorld, GateStores } from '../requests/request-world.ts'
import type { Identity } from '../people/identity.ts'
import { groupsDoubt, rolesOf } from '../people/role-book.ts'
import { problemsOf } from './call-problems.ts'
import { answerFor, type GateVerdict } from './gate-answer.ts'
import { gateRecord } from './gate-record.ts'
import { type GateFacts } from './gate-context.ts'
import { approvalUpdate, notices } from '../requests/notices.ts'
import type { EnforcedAnswer, GateAnswer, GateCall, GateOutcome } from '../requests/outcome.ts'
import { grantEntries, requestEntry } from '../requests/record.ts'
import { type ShadowAnswer, shadowedDecision } from '../requests/shadow-answer.ts'

/**
 * Answers calls of CI/CD, all in one transaction: each is decided on today's status, policy and identities, in the order
 * given, so that two calls cannot both use one single-use grant. Every answer is an audit entry.
 */
export async function askGate(world: GateRequestWorld, calls: readonly GateCall[]): Promise<GateOutcome[]> {
  const catalog = world.catalog()
  const checked = calls.map((call) => problemsOf(call, catalog))
  const valid = calls.filter((_, index) => checked[index] === null)
  const gated = world.gatedEnvironments()
  const lookups = valid.filter(({ environment }) => gated.includes(environment)).map(lookupOf)

  const identities = await identitiesFor(world, lookups)
  const answers = await world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const requests = lookups.length === 0 ? [] : await stores.requests.forGate(lookups)
    const grants = requests.length === 0 ? [] : await stores.grants.ofRequests(requests.map(({ id }) => id))
    const statuses = await statusesOf(stores, valid)
    const freezeFacts = await loadFreezeFacts(stores, catalog, now)
    const wanted = valid.flatMap((call) => wantedOf(call, catalog, gated) ?? [])
    const ofRequests = requests.flatMap((request) => wantedBy(request, catalog) ?? [])
    const slots = await openSlotBook(
      stores,
      catalog,
      [...wanted, ...ofRequests],
      (name) => statuses.get(name),
      now,
    )
    const loaded = { catalog, gated, requests, grants, statuses, freezeFacts, slots, identities, now }
    const round = new GateRound(world, stores, loaded)
    for (const call of valid) round.decide(call)
    return round.commit()
  })

  const queue = [...answers]
  return checked.map((invalid) => {
    const outcome = invalid ?? queue.shift()
    if (outcome === undefined) throw new Error('the gate gave fewer answers than it had calls')
    return outcome
  })
}

interface Loaded {
  readonly catalog: Catalog
  readonly gated: readonly string[]
  readonly requests: readonly DeployRequest[]
  readonly grants: readonly Grant[]
  readonly statuses: ReadonlyMap<string, Status>
  readonly freezeFacts: FreezeFactsNow
  readonly slots: SlotBook
  readonly identities: ReadonlyMap<string, Identity>
  readonly now: number
}

interface Recorded {
  readonly answer: GateAnswer
  readonly entry: NewAuditEntry
}

/** One transaction's worth of calls: later ones see what earlier ones used up. */
class GateRound {
  /** Each with the index of its entry. */
  readonly #answers: { readonly answer: GateAnswer; readonly entry: number }[] = []
  readonly #world: GateRequestWorld
  readonly #stores: GateStores
  readonly #loaded: Loaded
  readonly #requests: Map<string, DeployRequest>
  readonly #grants = new Map<string, Grant>()
  readonly #changedRequests = new Map<string, DeployRequest>()
  readonly #changedGrants = new Map<string, Grant>()
  readonly #entries: NewAuditEntry[] = []
  readonly #owed: OwedMessage[] = []
  readonly #shadowed: ShadowAnswer[] = []
  readonly #passes: GatePass[] = []
  /** Answers that the same call gets again in this transaction, by the call; each time it is on record with an entry of its own. */
  readonly #known = new Map<string, Recorded>()

  constructor(world: GateRequestWorld, stores: GateStores, loaded: Loaded) {
    this.#world = world
    this.#stores = stores
    this.#loaded = loaded
    this.#requests = new Map(loaded.requests.map((request) => [request.id, request]))
    for (const grant of loaded.grants) this.#grants.set(grant.requestId, grant)
  }

  decide(call: GateCall): void {
    const name = JSON.stringify(call)
    const known = this.#known.get(name)
    if (known !== undefined) {
      this.#record(known)
      return
    }
    const { facts, wanted } = this.#factsOf(call)
    const { answer, ...changed } = answerFor(facts, this.#world.ids)
    const told = call.dryRun ? leavingNothing(answer, facts.grant) : answer
    const recorded = { answer: told, entry: this.#entryOf(call, told) }
    this.#record(recorded)
    if (!call.dryRun) this.#keep(call, wanted, facts, { answer, ...changed })
    if (isForAll(facts, answer)) this.#known.set(name, recorded)
  }

  async commit(): Promise<GateOutcome[]> {
    const { requests, grants, audit, outbox, shadowAnswers, gatePasses } = this.#stores
    if (this.#changedRequests.size > 0) await requests.save([...this.#changedRequests.values()])
    if (this.#changedGrants.size > 0) await grants.save([...this.#changedGrants.values()])
    await this.#loaded.slots.save(this.#stores)
    const heads = await audit.append(this.#entries)
    if (this.#shadowed.length > 0) await shadowAnswers.add(this.#shadowed)
    if (this.#passes.length > 0) await gatePasses.add(this.#passes)
    if (this.#owed.length > 0) await outbox.owe(this.#owed)
    return this.#answers.map(({ answer, entry }) => {
      const head = heads[entry]
      if (head === undefined) throw new Error('the audit log told fewer places than it was given entries')
      return { kind: 'answered', answer, audit: { seq: head.seq, hash: head.hash } }
    })
  }

  #factsOf(call: GateCall): { facts: GateFacts; wanted: Wanted | undefined } {
    const { catalog, gated, statuses, freezeFacts, slots, now } = this.#loaded
    const request = this.#requestFor(call)
    const wanted = wantedOf(call, catalog, gated, request)
    const status = statuses.get(call.service)
    const facts: GateFacts = {
      call,
      catalog,
      gated: gated.includes(call.environment),
      status,
      freezeFacts: { ...freezeFacts(call.service, status, true), slot: wanted && slots.slot(wanted, true) },
      request,
      grant: request && this.#grants.get(request.id),
      ...this.#peopleOf(request),
      now,
    }
    return { facts, wanted }
  }

  #requestFor(call: GateCall): DeployRequest | undefined {
    if (call.requestId !== null) return this.#requests.get(call.requestId)
    const [meant] = [...this.#requests.values()]
      .filter((request) => describes(request, call))
      .sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || b.requestedAt - a.requestedAt)
    return meant
  }

  /** Approvers with the roles that they hold today; what could not be looked up does not count. */
  #peopleOf(request: DeployRequest | undefined): { people: Approver[]; unidentified: boolean } {
    const book = this.#world.roleBook()
    const people: Approver[] = []
    let unidentified = false
    for (const { userId } of request?.approvals ?? []) {
      const identity = this.#loaded.identities.get(userId)
      const service = request?.service ?? ''
      if (identity?.known === true) people.push({ userId, roles: rolesOf(identity, service, book) })
      if (identity?.known !== true || groupsDoubt(identity, service, book) !== null) unidentified = true
    }
    return { people, unidentified }
  }

  #shadowedAs({ revision, environment, run, caller }: GateCall, wouldHave: EnforcedAnswer): ShadowAnswer {
    return {
      id: this.#world.ids.next('sh'),
      at: this.#loaded.now,
      ...shadowedDecision(wouldHave),
      revision,
      environment,
      run,
      askedBy: `token:${caller.token}`,
    }
  }

  #entryOf(call: GateCall, answer: GateAnswer): NewAuditEntry {
    return {
      at: this.#loaded.now,
      kind: 'gate',
      actor: actorOf(call),
      service: call.service,
      data: gateRecord(call, answer),
    }
  }

  #record({ answer, entry }: Recorded): void {
    this.#answers.push({ answer, entry: this.#entries.length })
    this.#entries.push(entry)
  }

  #keep(
    call: GateCall,
    wanted: Wanted | undefined,
    { gated, request: before }: GateFacts,
    { answer, request, grants }: GateVerdict,
  ): void {
    const { now, catalog, statuses, slots } = this.#loaded
    const actor = actorOf(call)
    const { allowed, enforcement } = answer
    if (allowed && gated) this.#passes.push(passOf(call, answer, now))
    if (wanted !== undefined && allowed && enforcement !== 'shadow') slots.letThrough(wanted)
    this.#entries.push(...grantEntries(grants, actor, now))
    if (answer.wouldHave !== undefined) this.#shadowed.push(this.#shadowedAs(call, answer.wouldHave))
    for (const grant of grants) {
      this.#grants.set(grant.requestId, grant)
      this.#changedGrants.set(grant.id, grant)
    }
    if (request === null) return
    const isChanged = request !== before && request.state !== before?.state
    if (request !== before) {
      this.#requests.set(request.id, request)
      this.#changedRequests.set(request.id, request)
    }
    if (isChanged) {
      const kind = request.state === 'granted' ? 'grant' : 'request_decided'
      this.#entries.push(requestEntry(kind, actor, request, now, { grant: answer.grantId }))
    }
    // A grant that serves more than once looks the same after each call.
    const isUsed = grants.some(({ usedAt, voidedAt }) => usedAt !== null || voidedAt !== null)
    if (!isChanged && !isUsed) return
    const context = {
      catalog,
      roleBook: this.#world.roleBook(),
      status: statuses.get(call.service),
      grant: this.#grants.get(request.id),
      now,
    }
    const nonce = this.#world.ids.next('m')
    this.#owed.push(approvalUpdate(request, context, nonce))
    if (isChanged && request.state === 'open')
      this.#owed.push(...notices(request, 'reopened', context, nonce))
  }
}

/**
 * Whether the answer rests on nothing that calls change, and changes nothing itself. The same call then gets it again within
 * the transaction, which decides all of its calls on the facts of one moment.
 */
const isForAll = ({ request, freezeFacts }: GateFacts, { wouldHave }: GateAnswer): boolean =>
  request === undefined && freezeFacts.slot === undefined && wouldHave === undefined

const passOf = (call: GateCall, { level, requestId }: GateAnswer, at: number): GatePass => ({
  service: call.service,
  environment: call.environment,
  revision: call.revision,
  occasion: occasionOf(call, at),
  at,
  change: call.change,
  level,
  requestId,
  token: call.caller.token,
})

const actorOf = ({ caller }: GateCall): string => `token:${caller.token}`

/** A dry run's answer: a grant that it would have made has no name. */
const leavingNothing = (answer: GateAnswer, grant: Grant | undefined): GateAnswer => ({
  ...answer,
  dryRun: true,
  ...(answer.grantId !== (grant?.id ?? null) && { grantId: null, expiresAt: null }),
})

/** What may take a day in the calendar: an ungated environment has none. */
function wantedOf(
  call: GateCall,
  catalog: Catalog,
  gated: readonly string[],
  request?: DeployRequest,
): Wanted | undefined {
  const change = governed(catalog, call.service)?.policy.changes.get(call.change)
  if (change === undefined || !gated.includes(call.environment)) return undefined
  const { service, revision } = call
  return { service, change, revision, risk: request?.risk ?? call.risk ?? change.risk }
}

/** A request that was cancelled, was rejected or expired does not hide one that still counts. */
const isOver = ({ state }: DeployRequest): boolean => state !== 'open' && state !== 'granted'

const describes = (request: DeployRequest, call: GateCall): boolean =>
  request.service === call.service &&
  request.change === call.change &&
  request.revision === call.revision &&
  request.environment === call.environment

const lookupOf = ({
  service,
  change,
  revision,
  environment,
  requestId,
}: GateCall): Parameters<GateStores['requests']['forGate']>[0][number] => ({
  service,
  change,
  environment,
  ...(revision === null ? {} : { revision }),
  ...(requestId === null ? {} : { requestId }),
})

/** Asked before the transaction, which awaits nothing but the store. An approver who joins meanwhile is unidentified. */
async function identitiesFor(
  world: GateRequestWorld,
  lookups: Parameters<GateStores['requests']['forGate']>[0],
): Promise<ReadonlyMap<string, Identity>> {
  if (lookups.length === 0) return new Map()
  const requests = await world.store.requests.forGate(lookups)
  const userIds = new Set(requests.flatMap(({ approvals }) => approvals.map(({ userId }) => userId)))
  return userIds.size === 0 ? new Map() : await world.directory.identify([...userIds])
}

async function statusesOf(stores: GateStores, calls: readonly GateCall[]): Promise<Map<string, Status>> {
  const names = new Set(calls.map(({ service }) => service))
  const statuses = new Map<string, Status>()
  for (const name of names) {
    const status = await stores.statuses.of(name)
    if (status !== undefined) statuses.set(name, status)
  }
  return statuses
}

import type { AuditHead, AuditLog, NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import type { Transactor } from '../../src/core/kernel/transaction.ts'
import type {
  DeployRequest,
  GateLookup,
  Grant,
  GrantStore,
  RequestFilter,
  RequestStore,
} from '../../src/core/requests/deploy-request.ts'
import type { Absence, CalendarStore, PlannedDeployment } from '../../src/core/calendar/planned-deployment.ts'
import type { GatePass } from '../../src/core/requests/gate-pass.ts'
import type { GateStores } from '../../src/core/requests/request-world.ts'
import type { ShadowAnswer } from '../../src/core/requests/shadow-answer.ts'
import { isLive } from '../../src/core/requests/judge.ts'
import type { DeclaredFreeze } from '../../src/core/freezes/declared-freeze.ts'
import { outboxOn, type OwedMessage } from '../../src/core/kernel/outbox/owed-message.ts'
import type { Status, StatusStore, Transition } from '../../src/core/policy/status.ts'

class InMemoryRequests implements RequestStore {
  readonly byIds = new Map<string, DeployRequest>()

  save(requests: readonly DeployRequest[]): Promise<void> {
    for (const request of requests) this.byIds.set(request.id, request)
    return Promise.resolve()
  }

  byId(id: string): Promise<DeployRequest | undefined> {
    return Promise.resolve(this.byIds.get(id))
  }

  ofIds(ids: readonly string[]): Promise<readonly DeployRequest[]> {
    return Promise.resolve([...this.byIds.values()].filter(({ id }) => ids.includes(id)))
  }

  list({
    service,
    states,
    requestedBy,
    ways,
    of,
    since,
    limit,
  }: RequestFilter): Promise<readonly DeployRequest[]> {
    const found = this.#newestFirst().filter(
      (request) =>
        (service === undefined || request.service === service) &&
        (states === undefined || states.includes(request.state)) &&
        (requestedBy === undefined || request.requestedBy === requestedBy) &&
        (ways === undefined || (request.way !== null && ways.includes(request.way))) &&
        (of === undefined ||
          (['service', 'change', 'revision', 'environment'] as const).every(
            (part) => request[part] === of[part],
          )) &&
        (since === undefined || request.requestedAt >= since),
    )
    return Promise.resolve(found.slice(0, limit))
  }

  expired(now: number): Promise<readonly DeployRequest[]> {
    const over = [...this.byIds.values()].filter(
      ({ state, expiresAt }) => state === 'open' && expiresAt <= now,
    )
    return Promise.resolve(over)
  }

  forGate(calls: readonly GateLookup[]): Promise<readonly DeployRequest[]> {
    const found = calls.flatMap((call) => this.#meant(call) ?? [])
    return Promise.resolve([...new Set(found)])
  }

  #meant({ requestId, service, change, revision, environment }: GateLookup): DeployRequest | undefined {
    if (requestId !== undefined) return this.byIds.get(requestId)
    if (revision === undefined) return undefined
    return this.#newestFirst().find(
      (request) =>
        request.service === service &&
        request.change === change &&
        request.revision === revision &&
        request.environment === environment,
    )
  }

  /** Of one moment, the one that was saved later is the newer. */
  #newestFirst(): DeployRequest[] {
    return [...this.byIds.values()].reverse().sort((a, b) => b.requestedAt - a.requestedAt)
  }
}

class InMemoryGrants implements GrantStore {
  readonly byIds = new Map<string, Grant>()

  save(grants: readonly Grant[]): Promise<void> {
    for (const grant of grants) this.byIds.set(grant.id, grant)
    return Promise.resolve()
  }

  ofRequests(requestIds: readonly string[]): Promise<readonly Grant[]> {
    const newest = new Map<string, Grant>()
    for (const grant of this.byIds.values())
      if (requestIds.includes(grant.requestId)) newest.set(grant.requestId, grant)
    return Promise.resolve([...newest.values()])
  }

  history(requestId: string): Promise<readonly Grant[]> {
    return Promise.resolve([...this.byIds.values()].filter((grant) => grant.requestId === requestId))
  }

  lapsed(now: number): Promise<readonly Grant[]> {
    const over = [...this.byIds.values()].filter(
      ({ usedAt, voidedAt, lapsedAt, expiresAt }) =>
        usedAt === null && voidedAt === null && lapsedAt === null && expiresAt <= now,
    )
    return Promise.resolve(over)
  }

  live(service: string, now: number): Promise<readonly Grant[]> {
    const live = [...this.byIds.values()].filter((grant) => grant.service === service && isLive(grant, now))
    return Promise.resolve(live)
  }
}

class InMemoryStatuses implements StatusStore {
  readonly #statuses = new Map<string, Status>()
  readonly #transitions: Transition[] = []

  all(): Promise<readonly Status[]> {
    return Promise.resolve([...this.#statuses.values()])
  }

  of(service: string): Promise<Status | undefined> {
    return Promise.resolve(this.#statuses.get(service))
  }

  save(statuses: readonly Status[]): Promise<void> {
    for (const status of statuses) this.#statuses.set(status.service, status)
    return Promise.resolve()
  }

  addTransitions(transitions: readonly Transition[]): Promise<void> {
    this.#transitions.push(...transitions)
    return Promise.resolve()
  }

  transition(id: string): Promise<Transition | undefined> {
    return Promise.resolve(this.#transitions.find((one) => one.id === id))
  }

  transitions(service: string, limit: number): Promise<readonly Transition[]> {
    const own = this.#transitions.filter((one) => one.service === service).reverse()
    return Promise.resolve(own.slice(0, limit))
  }

  transitionsDuring(from: number, until: number): Promise<readonly Transition[]> {
    const services = Map.groupBy(this.#transitions, ({ service }) => service)
    const found = [...services.values()].flatMap((own) => [
      ...own.filter(({ at }) => at <= from).slice(-1),
      ...own.filter(({ at }) => from < at && at <= until),
    ])
    return Promise.resolve(found)
  }
}

/** Of stories in which nobody plans anything, but by `kept`. */
class InMemoryCalendar implements CalendarStore {
  readonly kept = new Map<string, PlannedDeployment>()

  savePlan(plan: PlannedDeployment): Promise<void> {
    this.kept.set(plan.id, plan)
    return Promise.resolve()
  }

  plan(id: string): Promise<PlannedDeployment | undefined> {
    return Promise.resolve(this.kept.get(id))
  }

  plans(from: number, until: number): Promise<readonly PlannedDeployment[]> {
    const found = [...this.kept.values()].filter(
      ({ at, cancelledAt }) => from <= at && at < until && cancelledAt === null,
    )
    return Promise.resolve(found.sort((a, b) => a.at - b.at))
  }

  readonly #absences: Absence[] = []
  readonly #stakeholders = new Map<string, readonly string[]>()

  absences(from: string): Promise<readonly Absence[]> {
    return Promise.resolve(this.#absences.filter(({ until }) => until >= from))
  }

  saveAbsence(absence: Absence): Promise<void> {
    this.#absences.push(absence)
    return Promise.resolve()
  }

  stakeholders(service: string): Promise<readonly string[] | null> {
    return Promise.resolve(this.#stakeholders.get(service) ?? null)
  }

  nameStakeholders(service: string, userIds: readonly string[]): Promise<void> {
    this.#stakeholders.set(service, userIds)
    return Promise.resolve()
  }
}

class InMemoryRecord {
  readonly kept: NewAuditEntry[] = []

  append(entries: readonly NewAuditEntry[]): Promise<readonly AuditHead[]> {
    this.kept.push(...entries)
    const before = this.kept.length - entries.length
    return Promise.resolve(entries.map((_, index) => ({ seq: before + index + 1, hash: 'of no chain' })))
  }

  entries: AuditLog['entries'] = () => {
    throw new Error('this record is read from what it kept')
  }
}

/** Everything that deployments are decided on, in memory: for many short stories. Work runs one after the other. */
export class InMemoryDeploys implements GateStores, Transactor<GateStores> {
  readonly requests = new InMemoryRequests()
  readonly grants = new InMemoryGrants()
  readonly statuses = new InMemoryStatuses()
  readonly calendar = new InMemoryCalendar()
  readonly shadowed: ShadowAnswer[] = []
  readonly shadowAnswers = {
    add: (answers: readonly ShadowAnswer[]): Promise<void> => {
      this.shadowed.push(...answers)
      return Promise.resolve()
    },
  }
  readonly passed: GatePass[] = []
  readonly gatePasses = {
    add: (passes: readonly GatePass[]): Promise<void> => {
      this.passed.push(...passes)
      return Promise.resolve()
    },
  }
  readonly audit = new InMemoryRecord()
  readonly owed = new Map<string, OwedMessage>()
  readonly outbox = outboxOn((messages) => {
    for (const message of messages) if (!this.owed.has(message.id)) this.owed.set(message.id, message)
    return Promise.resolve()
  })
  readonly declared: DeclaredFreeze[] = []
  readonly declaredFreezes = {
    open: (): Promise<readonly DeclaredFreeze[]> =>
      Promise.resolve(this.declared.filter(({ endedAt }) => endedAt === null)),
  }
  readonly filedAt = new Map<string, number>()
  readonly postmortems = { latest: (): Promise<ReadonlyMap<string, number>> => Promise.resolve(this.filedAt) }

  transaction<Result>(work: (stores: GateStores) => Promise<Result>): Promise<Result> {
    return work(this)
  }
}

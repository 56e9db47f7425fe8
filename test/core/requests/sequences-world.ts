import { answerRequirements } from '../../../src/core/requests/answer-requirements.ts'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import { askGate } from '../../../src/core/gate/ask-gate.ts'
import type { DeployRequest, Grant } from '../../../src/core/requests/deploy-request.ts'
import type { GateRequestWorld } from '../../../src/core/requests/request-world.ts'
import type { RoleBook } from '../../../src/core/people/role-book.ts'
import { breakSilence, escalate } from '../../../src/core/requests/escalate.ts'
import { openRequest } from '../../../src/core/requests/open-request.ts'
import type { GateAnswer, GateCall, OpenOutcome, RequestInput } from '../../../src/core/requests/outcome.ts'
import { expireRequests, reDecide } from '../../../src/core/requests/re-decide.ts'
import { ALL_SERVICES } from '../../../src/core/freezes/declared-freeze.ts'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import type { FreezeWindow } from '../../../src/core/policy/freeze-window.ts'
import { nextStatus } from '../../../src/core/policy/next-status.ts'
import { FakeDirectory, type PersonOnFile } from '../../support/fake-directory.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { InMemoryDeploys } from '../../support/in-memory-deploys.ts'
import { PEOPLE, ROLE_BOOK, VICTOR } from '../../support/people.ts'
import { CALL, GATEWAY, service } from '../../support/platform.ts'
import { TestClock } from '../../support/test-clock.ts'
import { measured, missing } from '../policy/readings.ts'
import { type Edition, EDITIONS, type FreezeInForce, rolesOnFile, VPS } from './sequences-oracle.ts'

export const SERVICES = [GATEWAY, 'feature-store'] as const

/** The VP is one by a group, so that it can be lost. */
const STAFF: typeof PEOPLE = { ...PEOPLE, [VICTOR]: { name: 'victor, VP engineering', groups: [VPS] } }
const VP = { title: 'VP Engineering', users: [], groups: [VPS], implies: [] }
const BOOK: RoleBook = { ...ROLE_BOOK, roles: new Map([...ROLE_BOOK.roles, ['vp-engineering', VP]]) }

/** The use cases of deployments on stores in memory, and what the test itself knows of what happened. */
export class World {
  readonly stores = new InMemoryDeploys()
  readonly clock = new TestClock()
  readonly directory = new FakeDirectory(STAFF)
  readonly ids = new CountingIds()
  edition: Edition
  /** By request: who was recorded as approving, with the roles of that moment. */
  readonly clicked = new Map<string, Map<string, ReadonlySet<string>>>()
  /** Requests that somebody ended. */
  readonly over = new Set<string>()
  readonly requests: string[] = []
  readonly #people = new Map<string, PersonOnFile>(Object.entries(STAFF))
  readonly #services = new Map(SERVICES.map((name) => [name as string, service(name)]))
  #windows: readonly FreezeWindow[] = []

  constructor([first] = EDITIONS) {
    if (first === undefined) throw new Error('there is no edition')
    this.edition = first
  }

  get deps(): GateRequestWorld {
    return {
      catalog: () => this.#catalog(),
      roleBook: () => BOOK,
      gatedEnvironments: () => ['production'],
      directory: this.directory,
      store: this.stores,
      clock: this.clock,
      ids: this.ids,
    }
  }

  #catalog(): Catalog {
    const { policy } = this.edition
    return { services: this.#services, policies: new Map([[policy.name, policy]]), windows: this.#windows }
  }

  /** One poll of one service, and what follows for requests when its level changes. */
  async poll(name: string, remaining: number | null): Promise<void> {
    const now = this.clock.now()
    const before = await this.stores.statuses.of(name)
    const reading = remaining === null ? missing('availability', now) : measured(remaining, now)
    const status = nextStatus(before, name, [reading], this.edition.policy, now)
    await this.stores.statuses.save([status])
    if (status.level !== before?.level) await reDecide(this.stores, status, this.#context())
  }

  #context() {
    return { catalog: this.#catalog(), roleBook: BOOK, ids: this.ids, now: this.clock.now() }
  }

  /** What runs on time. */
  async chores(): Promise<void> {
    await expireRequests(this.stores, this.#context())
    await breakSilence(this.stores, this.#context())
  }

  async request(input: RequestInput): Promise<OpenOutcome> {
    const outcome = await openRequest(this.deps, input)
    if (outcome.kind !== 'opened') return outcome
    const { id, requestedBy, way } = outcome.request
    this.requests.push(id)
    if (way === 'override') this.#click(id, requestedBy)
    return outcome
  }

  async approve(id: string, userId: string): Promise<void> {
    const outcome = await approve(this.deps, id, userId)
    if (outcome.kind === 'recorded') this.#click(id, userId)
  }

  #click(id: string, userId: string): void {
    const own = this.clicked.get(id) ?? new Map<string, ReadonlySet<string>>()
    this.clicked.set(id, own.set(userId, this.rolesToday(userId)))
  }

  async end(how: 'reject' | 'cancel', id: string, userId: string): Promise<void> {
    const outcome =
      how === 'reject'
        ? await reject(this.deps, id, userId, 'no')
        : await cancelRequest(this.deps, id, userId)
    if (outcome.kind === 'recorded') this.over.add(id)
  }

  async escalate(id: string, userId: string): Promise<void> {
    await escalate(this.deps, id, userId)
  }

  async answer(id: string, answers: ReadonlyMap<string, string>): Promise<void> {
    const request = this.stores.requests.byIds.get(id)
    if (request !== undefined) await answerRequirements(this.deps, id, request.requestedBy, answers)
  }

  async gate(call: Partial<GateCall>): Promise<GateAnswer> {
    const [outcome] = await askGate(this.deps, [{ ...CALL, ...call }])
    if (outcome?.kind !== 'answered') throw new Error(JSON.stringify(outcome))
    return outcome.answer
  }

  changePerson(userId: string, groups: readonly string[], barred: PersonOnFile['barred'] = ''): void {
    this.#people.set(userId, { name: userId, groups, barred })
    this.directory.change(userId, { groups, barred })
  }

  /** User groups are empty. */
  dissolve(group: string): void {
    for (const [userId, { groups = [], barred }] of this.#people)
      if (groups.includes(group))
        this.changePerson(
          userId,
          groups.filter((one) => one !== group),
          barred,
        )
  }

  declare(kind: 'freeze' | 'correctness', name: string | null, lastsMs: number | null): void {
    const now = this.clock.now()
    this.stores.declared.push({
      id: this.ids.next('h'),
      kind,
      service: name ?? ALL_SERVICES,
      reason: 'because',
      declaredBy: 'somebody',
      declaredAt: now,
      until: lastsMs === null ? null : now + lastsMs,
      endedAt: null,
      endedBy: null,
      toldIn: null,
    })
  }

  /** Ends every freeze that was declared. */
  lift(): void {
    this.stores.declared.length = 0
  }

  /** A scheduled freeze that begins at once, in place of any other. */
  schedule(name: string, changes: readonly string[] | null, lastsMs: number): void {
    const wall = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
    const now = Math.floor(this.clock.now() / 60_000) * 60_000
    const schedule = { kind: 'once', from: wall(now), until: wall(now + lastsMs) } as const
    this.#windows = [
      { name: 'window', reason: 'a sale', schedule, timeZone: 'UTC', services: [name], changes },
    ]
    this.#windowUntil = now + lastsMs
  }

  #windowUntil = 0

  /** What bears on a service now, told beside the code that loads it. */
  freezesOn(name: string): readonly FreezeInForce[] {
    const now = this.clock.now()
    const declared = this.stores.declared
      .filter(
        (freeze) =>
          (freeze.service === name || freeze.service === '*') &&
          (freeze.until === null || now < freeze.until),
      )
      .map(({ kind }): FreezeInForce => ({ kind }))
    const [window] = this.#windows
    if (window?.services?.includes(name) !== true || now >= this.#windowUntil) return declared
    const scheduled: FreezeInForce =
      window.changes === null ? { kind: 'freeze' } : { kind: 'changes', changes: window.changes }
    return [...declared, scheduled]
  }

  /** The roles that count of somebody: none while the directory cannot say. */
  rolesToday(userId: string): ReadonlySet<string> {
    if (this.directory.isDown) return new Set()
    return rolesOnFile(userId, this.#people.get(userId))
  }

  requestNow(id: string | null): DeployRequest | undefined {
    return id === null ? undefined : this.stores.requests.byIds.get(id)
  }

  grantOf(id: string): Grant | undefined {
    return [...this.stores.grants.byIds.values()].findLast(({ requestId }) => requestId === id)
  }
}

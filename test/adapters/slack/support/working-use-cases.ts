import type { ActOutcome } from '../../../../src/core/kernel/act-outcome.ts'
import type { StatusReport } from '../../../../src/core/status/status-report.ts'
import { whatMayShip } from '../../../../src/core/status/what-may-ship.ts'
import type { DeployRequest, RequestFilter } from '../../../../src/core/requests/deploy-request.ts'
import type { RoleBook } from '../../../../src/core/people/role-book.ts'
import type { ClickOutcome, OpenOutcome, RequestInput } from '../../../../src/core/requests/outcome.ts'
import type { LevelFreeze } from '../../../../src/core/freezes/level-freeze.ts'
import type { Incident } from '../../../../src/core/incidents/incident.ts'
import { decide } from '../../../../src/core/policy/decide.ts'
import type { Decision } from '../../../../src/core/policy/decision.ts'
import { levelFor } from '../../../../src/core/policy/condition.ts'
import type { Policy } from '../../../../src/core/policy/policy.ts'
import type { HeldReview } from '../../../../src/core/reviews/review.ts'
import type { WayCommands } from '../../../../src/adapters/slack/use-cases-ways.ts'
import type { SlackUseCases } from '../../../../src/adapters/slack/use-cases.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'
import { anIncident } from '../../../support/an-incident.ts'
import { WorkingActions } from './working-actions.ts'
import { WorkingFreezes } from './working-freezes.ts'
import { sampleCatalog, samplePolicy } from './sample-policy.ts'
import { workingCalendar } from './working-calendar.ts'
import { workingIncidents } from './working-incidents.ts'
import { workingRollouts } from './working-rollouts.ts'

/** Small use cases that work, in memory: the policy decides, every approver holds the roles that the book gives them. */
export class WorkingUseCases implements SlackUseCases {
  readonly remaining = new Map([
    ['inference-gateway', 0.42],
    ['billing', 0.86],
    ['model-registry', 0.18],
  ])
  readonly made = new Map<string, DeployRequest>()
  readonly noted: Incident[] = []
  readonly levelFreezes: LevelFreeze[] = []
  /** What was declared, scheduled and filed. */
  readonly declared: WorkingFreezes
  readonly owed: WorkingActions
  readonly reviews = new Map<string, HeldReview>()
  /** The next call of this use case breaks. */
  broken: keyof SlackUseCases | null = null
  /** Every use case takes so long. */
  delayMs = 0
  readonly #clock: Clock
  readonly #book: RoleBook
  #rollouts: SlackUseCases['rollouts'] | undefined

  constructor(clock: Clock, book: RoleBook) {
    this.#clock = clock
    this.#book = book
    this.declared = new WorkingFreezes(clock)
    this.owed = new WorkingActions(clock, (userId) => this.#roles(userId).includes('sre'))
  }

  get freezes() {
    return this.declared.commands
  }

  get incident() {
    return workingIncidents(this.noted, (userId) => this.#roles(userId).includes('sre'))
  }

  get actions() {
    return this.owed.commands
  }

  get rollouts() {
    return (this.#rollouts ??= workingRollouts(this.made, this.#clock))
  }

  readonly calendar = workingCalendar()

  catalog = () => sampleCatalog
  roleBook = () => this.#book

  async status(service?: string): Promise<StatusReport> {
    await this.#step('status')
    const at = new Date(this.#clock.now()).toISOString()
    const services = [...sampleCatalog.services.values()]
      .filter(({ name }) => service === undefined || name === service)
      .map(({ name, title, slos }) => {
        const remainingRatio = this.remaining.get(name) ?? 1
        const level = levelFor(samplePolicy, { remainingRatio })
        return {
          service: name,
          title,
          level: level.name,
          levelTitle: level.title,
          emoji: level.emoji,
          since: at,
          remainingRatio,
          slo: 'availability',
          stale: false,
          knownAt: at,
          recovering: null,
          policy: { name: samplePolicy.name, version: samplePolicy.version },
          slos: slos.map((slo, index) => ({
            slo: slo.name,
            title: slo.title,
            objective: 99.5,
            window: '30d',
            windowSeconds: 2_592_000,
            good: 997_100,
            total: 1_000_000,
            errorRatio: 0.0029,
            remainingRatio: index === 0 ? remainingRatio : 1,
            burnRates: { '5m': 0, '1h': 1.42, '6h': 1.2, '1d': 1.1, '3d': 0.9 },
            spentLastDayRatio: 0.03,
            exhaustsInSeconds: 400_000,
            coverage: 1,
          })),
          freezes: [],
          alerts: [],
          changes: whatMayShip(samplePolicy, {
            service: name,
            level: level.name,
            remainingRatio,
            freshness: 'fresh',
            freezes: [],
            met: new Set(),
          }),
        }
      })
    return { at, services }
  }

  async preview(service: string, change: string, risk: string | null): Promise<Decision> {
    await this.#step('preview')
    return this.#decision({ service, change, risk: risk ?? '', answers: new Map(), approvals: [] })
  }

  readonly ways: WayCommands = {
    preview: (way, service, change, risk) => {
      const wish = { service, change, risk: risk ?? '', answers: new Map(), approvals: [], way }
      return this.#step('preview').then(() => this.#decision(wish))
    },
    escalate: (requestId, userId) =>
      Promise.resolve(
        this.#change(requestId, (request) => ({
          ...request,
          escalations: [
            ...request.escalations,
            { seat: 'sre', to: 'vp-engineering', at: this.#clock.now(), by: userId },
          ],
        })),
      ),
  }

  async openRequest(input: RequestInput): Promise<OpenOutcome> {
    await this.#step('openRequest')
    if (!/^[0-9a-f]{7,40}$/.test(input.revision)) {
      return { kind: 'invalid', problems: [{ field: 'revision', message: 'A revision is a commit id.' }] }
    }
    const risk = input.risk ?? samplePolicy.changes.get(input.change)?.risk ?? ''
    const decision = this.#decision({ ...input, risk, approvals: [] })
    if (decision.decision === 'blocked')
      return { kind: 'blocked', decision, ways: ['Ask SRE for an exception.'] }
    const now = this.#clock.now()
    const request: DeployRequest = {
      ...input,
      id: `r_${this.made.size + 1}`,
      risk,
      requestedAt: now,
      expiresAt: now + samplePolicy.requestExpiresAfterMs,
      state: decision.decision === 'approved' ? 'granted' : 'open',
      approvals: [],
      rejection: null,
      decision,
      decidedAt: now,
      way: input.way ?? null,
      wayRecord: null,
      escalations: [],
      waitingSince: now,
      remindedAt: null,
    }
    this.made.set(request.id, request)
    return { kind: 'opened', request, grant: null }
  }

  async approve(requestId: string, userId: string): Promise<ClickOutcome> {
    await this.#step('approve')
    return this.#change(requestId, (request) => {
      if (request.requestedBy === userId) return 'Nobody approves their own request.'
      if (this.#roles(userId).length === 0) return 'None of your roles has an open seat.'
      if (request.approvals.some((approval) => approval.userId === userId)) return request
      return {
        ...request,
        approvals: [...request.approvals, { userId, at: this.#clock.now(), roles: this.#roles(userId) }],
      }
    })
  }

  async reject(requestId: string, userId: string, reason: string): Promise<ClickOutcome> {
    await this.#step('reject')
    return this.#change(requestId, (request) => {
      if (this.#roles(userId).length === 0) return 'None of your roles has an open seat.'
      return { ...request, state: 'rejected', rejection: { userId, at: this.#clock.now(), reason } }
    })
  }

  async cancel(requestId: string, userId: string): Promise<ClickOutcome> {
    await this.#step('cancel')
    return this.#change(requestId, (request) =>
      request.requestedBy === userId
        ? { ...request, state: 'cancelled' }
        : 'Only the requester can cancel it.',
    )
  }

  async answer(
    requestId: string,
    userId: string,
    answers: ReadonlyMap<string, string>,
  ): Promise<ClickOutcome> {
    await this.#step('answer')
    return this.#change(requestId, (request) =>
      request.requestedBy === userId
        ? { ...request, answers: new Map([...request.answers, ...answers]) }
        : 'Only the requester can fill this in.',
    )
  }

  async requests({ states, service, limit }: RequestFilter): Promise<readonly DeployRequest[]> {
    await this.#step('requests')
    return [...this.made.values()]
      .filter((request) => states === undefined || states.includes(request.state))
      .filter((request) => service === undefined || service === request.service)
      .reverse()
      .slice(0, limit)
  }

  async request(id: string): Promise<DeployRequest | undefined> {
    await this.#step('request')
    return this.made.get(id)
  }

  async incidents(service: string | undefined, since: number): Promise<readonly Incident[]> {
    await this.#step('incidents')
    return this.noted.filter(
      (incident) =>
        (service === undefined || incident.service === service) && (incident.endedAt ?? Infinity) > since,
    )
  }

  async addIncident(input: Parameters<SlackUseCases['addIncident']>[0]): Promise<ActOutcome<Incident>> {
    await this.#step('addIncident')
    if (input.startedAt > this.#clock.now()) return { kind: 'refused', message: 'It begins in the future.' }
    const { userId, ...known } = input
    const id = `i_${this.noted.length + 1}`
    const incident = anIncident({
      ...known,
      id,
      failedRatio: 0.021,
      costRatio: 0.037,
      slo: 'availability',
      enteredBy: userId,
    })
    this.noted.push(incident)
    return { kind: 'done', thing: incident }
  }

  setIncidentCommander(
    service: string,
    commander: string,
    _userId: string,
  ): Promise<ActOutcome<LevelFreeze>> {
    return this.#freeze(service, { incidentCommander: commander })
  }

  setWarRoom(service: string, warRoom: string, _userId: string): Promise<ActOutcome<LevelFreeze>> {
    return this.#freeze(service, { warRoom })
  }

  #freeze(service: string, detail: Partial<LevelFreeze>): Promise<ActOutcome<LevelFreeze>> {
    const { name, freeze } = levelFor(samplePolicy, { remainingRatio: this.remaining.get(service) ?? 1 })
    if (!freeze) return Promise.resolve({ kind: 'refused', message: `${service} is not frozen.` })
    const begun = this.levelFreezes.find((known) => known.service === service) ?? {
      id: 't_1',
      service,
      level: name,
      beganAt: this.#clock.now(),
      endedAt: null,
      headKind: 'level',
      incidentCommander: null,
      warRoom: null,
    }
    const changed = { ...begun, ...detail } as LevelFreeze
    this.levelFreezes.splice(0, this.levelFreezes.length, changed)
    return Promise.resolve({ kind: 'done', thing: changed })
  }

  #roles(userId: string): readonly string[] {
    return [...this.#book.roles].filter(([, { users }]) => users.includes(userId)).map(([role]) => role)
  }

  #decision(
    wish: Pick<DeployRequest, 'service' | 'change' | 'risk' | 'answers' | 'approvals'> &
      Partial<Pick<DeployRequest, 'way'>>,
    policy: Policy = samplePolicy,
  ): Decision {
    const change = policy.changes.get(wish.change)
    if (change === undefined) throw new Error(`no change type ${wish.change}`)
    const remainingRatio = this.remaining.get(wish.service) ?? 1
    return decide(policy, {
      service: wish.service,
      change,
      risk: wish.risk === '' ? change.risk : wish.risk,
      level: levelFor(policy, { remainingRatio }).name,
      remainingRatio,
      freshness: 'fresh',
      met: new Set(wish.answers.keys()),
      people: wish.approvals.map(({ userId }) => ({ userId, roles: new Set(this.#roles(userId)) })),
      automatic: false,
      claimsExemption: true,
      freezes: [],
      way: wish.way ?? null,
    })
  }

  async handInNotes(reviewId: string, url: string, userId: string): Promise<ActOutcome<HeldReview>> {
    await this.#step('handInNotes')
    const review = this.reviews.get(reviewId)
    if (review === undefined) return { kind: 'refused', message: `There is no review ${reviewId}.` }
    const noted = { ...review, content: { ...review.content, notes: { url, userId } } }
    this.reviews.set(reviewId, noted)
    return { kind: 'done', thing: noted }
  }

  #change(requestId: string, change: (request: DeployRequest) => DeployRequest | string): ClickOutcome {
    const request = this.made.get(requestId)
    if (request === undefined) return { kind: 'refused', message: 'There is no such request.', request: null }
    if (request.state !== 'open')
      return { kind: 'refused', message: `The request is ${request.state}.`, request }
    const changed = change(request)
    if (typeof changed === 'string') return { kind: 'refused', message: changed, request }
    const decision = this.#decision(changed)
    const state = changed.state === 'open' && decision.decision === 'approved' ? 'granted' : changed.state
    const kept = { ...changed, decision, state }
    this.made.set(requestId, kept)
    return { kind: 'recorded', request: kept, grant: null }
  }

  async #step(name: keyof SlackUseCases): Promise<void> {
    if (this.delayMs > 0) await this.#clock.sleep(this.delayMs)
    if (this.broken !== name) return
    this.broken = null
    throw new Error('the store is on fire')
  }
}

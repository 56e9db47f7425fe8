import type { FreezeWorld } from '../../src/core/freezes/freeze-world.ts'
import type { IncidentWorld } from '../../src/core/incidents/incident-world.ts'
import { spelledAnswer } from '../../src/adapters/spelling/command-text.ts'
import { type EverythingOutside, withFollowers } from '../../src/core/use-cases.ts'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MERGE_GAP_MS } from '../../src/core/incidents/episodes.ts'
import { rolling } from '../../src/core/budgets/slo-window.ts'
import type { AuditEntry, AuditKind } from '../../src/core/kernel/audit/audit-entry.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { parseObjective } from '../../src/core/budgets/objective.ts'
import type { Service, Slo } from '../../src/core/budgets/slo.ts'
import { askGate } from '../../src/core/gate/ask-gate.ts'
import type { RequestWorld } from '../../src/core/requests/request-world.ts'
import type { DeployRequest } from '../../src/core/requests/deploy-request.ts'
import { openRequest } from '../../src/core/requests/open-request.ts'
import type { AuditHead } from '../../src/core/kernel/audit/audit-entry.ts'
import type { GateAnswer, GateCall, OpenOutcome, RequestInput } from '../../src/core/requests/outcome.ts'
import type { OwedMessage } from '../../src/core/kernel/outbox/owed-message.ts'
import type { Catalog } from '../../src/core/policy/catalog.ts'
import { shadowing } from '../../src/core/shadow/shadow-outbox.ts'
import type { EndedShadow } from '../../src/core/policy/ended-shadow.ts'
import type { FreezeWindow } from '../../src/core/policy/freeze-window.ts'
import type { PagesAccess } from '../../src/core/sign-in/sign-in-commands.ts'
import type { FlagProvider } from '../../src/core/flags/flag-provider.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { NO_RISKS, type RiskCatalogs } from '../../src/core/risks/risk-catalog.ts'
import { chartDrawing } from '../../src/adapters/charts/chart-drawing.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { poll, type PollResult } from '../../src/core/poll/poll.ts'
import { BudgetSource } from './budget-source.ts'
import { CountingIds } from './counting-ids.ts'
import { FakeDirectory } from './fake-directory.ts'
import { DANA, PEOPLE, ROLE_BOOK } from './people.ts'
import { shippedPolicy } from './shipped-policy.ts'
import { TestClock } from './test-clock.ts'

export const GATEWAY = 'inference-gateway'
export const WINDOW_MS = 30 * DAY_MS

export function slo(service: string, percent: string, name = 'availability'): Slo {
  const objective = parseObjective(percent)
  if (objective === undefined) throw new Error(`${percent} is no objective`)
  // Its counts begin a moment ago; what young data does is tested by itself.
  return {
    service,
    name,
    title: name,
    objective,
    window: rolling(WINDOW_MS),
    sli: { kind: 'pushed' },
    youngBelow: 0,
  }
}

/** A service with an SLO for each objective: availability first, then latency. */
export const service = (name: string, percents: readonly string[] = ['99.5']): Service => ({
  name,
  title: name === GATEWAY ? 'ML Inference Gateway' : `The ${name}`,
  policy: shippedPolicy.name,
  slos: percents.map((percent, index) => slo(name, percent, ['availability', 'latency'][index])),
})

/** Everything that a request at any level may have to bring. */
export const ALL_ANSWERS: ReadonlyMap<string, string> = new Map(
  [...shippedPolicy.requirements.values()].map(({ name, kind }) => [
    name,
    kind === 'confirm' ? 'yes' : 'written',
  ]),
)

/** An owed message, of which any fact may be looked at. */
export type Told = OwedMessage & { readonly content: { readonly [fact: string]: unknown } }

const KINDS_BESIDE: ReadonlySet<string> = new Set([
  'action-list',
  'action-notice',
  'level-notice',
  'recovery-help',
  'freeze-picture',
])

/** The ML platform: a real store, the shipped policy, fixed time, and people whose roles may change. */
export class Platform {
  readonly store: Store
  readonly clock = new TestClock()
  readonly ids = new CountingIds()
  readonly directory = new FakeDirectory(PEOPLE)
  readonly source = new BudgetSource()
  policy: Policy
  services: readonly Service[]
  windows: readonly FreezeWindow[] = []
  risks: RiskCatalogs = NO_RISKS
  endedShadows: readonly EndedShadow[] = []
  readonly flagProviders = new Map<string, FlagProvider>()
  pages: PagesAccess = { url: 'https://budgets.example', isPublic: false }

  private constructor(store: Store, services: readonly Service[], policy: Policy) {
    this.store = store
    this.services = services
    this.policy = policy
  }

  static async open(services = [service(GATEWAY)], policy = shippedPolicy): Promise<Platform> {
    return new Platform(await openStore({ path: ':memory:' }), services, policy)
  }

  /** The same over a store that is there already, and that others may use as well. */
  static over(store: Store): Platform {
    return new Platform(store, [service(GATEWAY)], shippedPolicy)
  }

  get catalog(): Catalog {
    return {
      services: new Map(this.services.map((one) => [one.name, one])),
      policies: new Map([[this.policy.name, this.policy]]),
      windows: this.windows,
      endedShadows: this.endedShadows,
    }
  }

  get deps(): RequestWorld & { readonly source: BudgetSource; readonly store: Store } {
    return {
      catalog: () => this.catalog,
      roleBook: () => ROLE_BOOK,
      gatedEnvironments: () => ['production'],
      directory: this.directory,
      source: this.source,
      store: { ...this.store, transaction: shadowing(this.store, () => this.catalog) },
      clock: this.clock,
      ids: this.ids,
    }
  }

  /** The same for freezes and incidents, whose transactions know what follows from a change of a freeze. */
  get freezing(): FreezeWorld & IncidentWorld {
    return { ...this.deps, store: withFollowers(this.deps.store, this.deps.roleBook) }
  }

  /** What all use cases need from outside. */
  get everything(): Omit<EverythingOutside, 'source' | 'store'> & Pick<Platform, 'source' | 'store'> {
    return {
      ...this.deps,
      onShadowEnded: (ended) => {
        this.endedShadows = ended
      },
      mailLists: new Map(),
      pages: () => this.pages,
      newToken: () => this.ids.next('token'),
      riskCatalogs: () => this.risks,
      mapping: () => ({
        serviceLabels: ['service', 'sloth_service'],
        sloLabels: ['slo', 'sloth_slo'],
        mergeGapMs: MERGE_GAP_MS,
      }),
      nextTurn,
      drawing: chartDrawing(),
      pastSource: this.source,
      outcomesAfterMs: () => DAY_MS,
      timeZone: () => 'UTC',
      flagProviders: () => this.flagProviders,
      onAnswer: () => undefined,
    }
  }

  poll(): Promise<PollResult> {
    return poll(this.deps)
  }

  /** Sets the budget of a service and polls, through the time that a better level must hold. */
  async settle(remainingRatio: number, name = GATEWAY): Promise<void> {
    this.source.set(name, remainingRatio)
    await this.poll()
    this.clock.advance(15 * MINUTE_MS)
    await this.poll()
  }

  request(input: Partial<RequestInput> = {}): Promise<OpenOutcome> {
    return openRequest(this.deps, {
      service: GATEWAY,
      change: 'p0-hotfix',
      revision: 'v1.2.4',
      environment: 'production',
      risk: null,
      summary: 'Stop the bleeding',
      answers: ALL_ANSWERS,
      requestedBy: DANA,
      ...input,
    })
  }

  /** The same, where it is sure to be opened. */
  async opened(input: Partial<RequestInput> = {}): Promise<string> {
    const outcome = await this.request(input)
    if (outcome.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(outcome)}`)
    return outcome.request.id
  }

  async requestNow(id: string): Promise<DeployRequest> {
    const request = await this.store.requests.byId(id)
    if (request === undefined) throw new Error(`there is no request ${id}`)
    return request
  }

  gate(call: Partial<GateCall> = {}): Promise<GateAnswer & { audit: AuditHead }> {
    return this.gates([call]).then(([answer]) => {
      if (answer === undefined) throw new Error('the gate gave no answer')
      return answer
    })
  }

  /** Calls that share a transaction. */
  async gates(calls: readonly Partial<GateCall>[]): Promise<(GateAnswer & { audit: AuditHead })[]> {
    const outcomes = await askGate(
      this.deps,
      calls.map((call) => ({ ...CALL, ...call })),
    )
    return outcomes.map((outcome) => {
      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome))
      return { ...spelledAnswer(outcome.answer), audit: outcome.audit }
    })
  }

  async owed(): Promise<readonly Told[]> {
    return (await this.store.deliveries.pending(10_000)).map(({ message }) => ({
      ...message,
      content: { ...message.content },
    }))
  }

  /** The same without pictures, what levels demand of people and whom they tell: that has tests of its own. */
  async owedBesideActions(): Promise<readonly Told[]> {
    return (await this.owed()).filter(({ content }) => !KINDS_BESIDE.has(content.kind))
  }

  async audit(kind?: AuditKind): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = []
    for await (const entry of this.store.audit.entries())
      if (kind === undefined || entry.kind === kind) entries.push(entry)
    return entries
  }

  /** Throws unless the audit log is whole. */
  async close(): Promise<void> {
    const verification = await verifyChain(this.store.auditChain.rows())
    await this.store.close()
    if (!verification.intact) throw new Error(verification.problem)
  }
}

export const CALL: GateCall = {
  service: GATEWAY,
  change: 'p0-hotfix',
  revision: 'v1.2.4',
  environment: 'production',
  risk: null,
  requestId: null,
  confirmed: [],
  idempotencyKey: null,
  run: null,
  attempt: null,
  dryRun: false,
  caller: { token: 'ci', automatic: false, mayClaim: [] },
}

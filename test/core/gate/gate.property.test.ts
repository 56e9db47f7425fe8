import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerRequirements } from '../../../src/core/requests/answer-requirements.ts'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import { breakSilences, escalate } from '../../../src/core/requests/escalate.ts'
import { WAY_DOCUMENTS } from '../../../src/core/requests/way-documents.ts'
import type { GateCall } from '../../../src/core/requests/outcome.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { GROUP, PEOPLE } from '../../support/people.ts'
import type { PersonOnFile } from '../../support/fake-directory.ts'
import { ALL_ANSWERS, CALL, GATEWAY, Platform } from '../../support/platform.ts'
import { changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'
import { BUDGETS, objection } from '../requests/oracle.ts'

const userId = fc.constantFrom(...Object.keys(PEOPLE))
/** The newest request, or one of those before it. */
const which = fc.constantFrom(0, 0, 0, 1, 2)
const REVISIONS = ['v1', 'v2'] as const
const CHANGES = [
  'p0-hotfix',
  'p0-hotfix',
  'p0-hotfix',
  'p1-bugfix',
  'feature',
  'experiment',
  'infrastructure',
  'logging',
  'performance',
  'architecture',
]

const DOCUMENTS = new Map(
  Object.values(WAY_DOCUMENTS).flatMap((documents) => documents.map(({ name }) => [name, 'written'])),
)

/** Somebody asks, people click, CI/CD asks; and what else may happen in between. */
const requested = fc.record({
  kind: fc.constant('request' as const),
  userId,
  change: fc.constantFrom(...CHANGES),
  way: fc.constantFrom(null, null, 'exception' as const, 'exception' as const, 'override' as const),
  raise: fc.constantFrom(0, 0, 0, 1),
  revision: fc.constantFrom(...REVISIONS),
  lacks: fc.constantFrom(null, null, null, null, ...ALL_ANSWERS.keys()),
})
const everybody = fc.record({ kind: fc.constant('everybody approves' as const), which })
const asked = fc.record({
  kind: fc.constant('gate' as const),
  which,
  byId: fc.boolean(),
  revision: fc.constantFrom(undefined, undefined, undefined, undefined, ...REVISIONS),
  confirmed: fc.constantFrom([], ['tests-passing', 'code-review']),
  key: fc.constantFrom(null, 'run-1', 'run-2'),
  automatic: fc.constantFrom(false, false, false, true),
})
const others = [
  fc.record({ kind: fc.constant('poll' as const), remaining: fc.constantFrom(...BUDGETS, null) }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(1, MINUTE_MS, 15 * MINUTE_MS, 16 * MINUTE_MS, 7 * HOUR_MS, 23 * HOUR_MS),
  }),
  fc.record({ kind: fc.constant('approve' as const), which, userId }),
  fc.record({ kind: fc.constantFrom('reject' as const, 'cancel' as const), which, userId }),
  fc.record({ kind: fc.constant('answer' as const), which }),
  fc.record({ kind: fc.constant('escalate' as const), which, userId }),
  fc.record({ kind: fc.constant('silence' as const) }),
  fc.record({
    kind: fc.constant('change role' as const),
    userId,
    groups: fc.subarray(Object.values(GROUP)),
    barred: fc.constantFrom('' as const, '' as const, 'guest' as const, 'deactivated' as const),
  }),
  fc.record({
    kind: fc.constant('directory' as const),
    isDown: fc.constantFrom(true, false, false),
    hidesGroups: fc.constantFrom(true, false, false),
  }),
] as const
const between = fc.array(fc.oneof(...others, asked), { maxLength: 3 })
const chapter = fc.tuple(between, requested, between, everybody, between, asked, between, asked)
const events = fc
  .array(chapter, { minLength: 1, maxLength: 6, size: 'max' })
  .map((chapters) => chapters.flat(2))
type Event = typeof events extends fc.Arbitrary<readonly (infer One)[]> ? One : never

/** People as they are known while nobody says which groups they are in. */
const withoutGroups = (people: ReadonlyMap<string, PersonOnFile>): Map<string, PersonOnFile> =>
  new Map([...people].map(([userId, person]) => [userId, { ...person, groups: [] }]))

/** One run: the platform, and what the test itself knows of it. */
class Run {
  readonly #platform: Platform
  readonly #people = new Map<string, PersonOnFile>(Object.entries(PEOPLE))
  readonly #clicked = new Map<string, Set<string>>()
  readonly #requests: string[] = []
  readonly #served = new Map<string, Set<string>>()
  allowed = 0
  allowedThrough = 0

  constructor(platform: Platform) {
    this.#platform = platform
  }

  async happens(what: Event): Promise<void> {
    const platform = this.#platform
    switch (what.kind) {
      case 'poll':
        if (what.remaining === null) platform.source.lose(GATEWAY)
        else platform.source.set(GATEWAY, what.remaining)
        await platform.poll()
        return
      case 'wait':
        platform.clock.advance(what.ms)
        return
      case 'request':
        return this.#request(what)
      case 'approve':
        return this.#approve(this.#at(what.which), what.userId)
      case 'everybody approves':
        for (const one of Object.keys(PEOPLE)) await this.#approve(this.#at(what.which), one)
        return
      case 'reject':
        await reject(platform.deps, this.#at(what.which), what.userId, 'no')
        return
      case 'cancel':
        await cancelRequest(platform.deps, this.#at(what.which), what.userId)
        return
      case 'escalate':
        await escalate(platform.deps, this.#at(what.which), what.userId)
        return
      case 'silence':
        await breakSilences(platform.deps)
        return
      case 'answer': {
        const request = await platform.store.requests.byId(this.#at(what.which))
        if (request === undefined) return
        await answerRequirements(platform.deps, request.id, request.requestedBy, ALL_ANSWERS)
        return
      }
      case 'change role': {
        const { groups, barred } = what
        this.#people.set(what.userId, { name: what.userId, groups, barred })
        platform.directory.change(what.userId, { groups, barred })
        return
      }
      case 'directory':
        platform.directory.isDown = what.isDown
        platform.directory.hidesGroups = what.hidesGroups
        return
      case 'gate':
        return this.#gate(what)
    }
  }

  #at(which: number): string {
    return this.#requests.at(-1 - which) ?? this.#requests.at(-1) ?? 'r-none'
  }

  async #request({
    userId: requestedBy,
    change,
    raise,
    revision,
    lacks,
    way,
  }: Extract<Event, { kind: 'request' }>): Promise<void> {
    const ladder = [...shippedPolicy.risks.keys()]
    const risk = ladder[ladder.indexOf(changeNamed(shippedPolicy, change).risk) + raise] ?? 'high'
    const answers = new Map([...ALL_ANSWERS].filter(([name]) => name !== lacks))
    const wish = { requestedBy, change, revision, risk, answers }
    const plain = await this.#platform.request(wish)
    const isThrough = plain.kind === 'blocked' && way !== null
    const outcome = isThrough ? await this.#platform.request({ ...wish, way, documents: DOCUMENTS }) : plain
    if (outcome.kind !== 'opened') return
    this.#requests.push(outcome.request.id)
  }

  async #approve(id: string, person: string): Promise<void> {
    const outcome = await approve(this.#platform.deps, id, person)
    if (outcome.kind !== 'recorded') return
    const barred = this.#people.get(person)?.barred ?? ''
    expect({ person, barred }).toEqual({ person, barred: '' })
    this.#clicked.set(id, (this.#clicked.get(id) ?? new Set()).add(person))
  }

  async #gate({
    which: index,
    byId,
    revision,
    confirmed,
    key,
    automatic,
  }: Extract<Event, { kind: 'gate' }>): Promise<void> {
    const { store, clock, directory } = this.#platform
    const meant = await store.requests.byId(this.#at(index))
    const call: GateCall = {
      ...CALL,
      change: meant?.change ?? 'feature',
      revision: revision ?? meant?.revision ?? 'v1',
      requestId: byId ? (meant?.id ?? null) : null,
      confirmed,
      idempotencyKey: key,
      caller: { token: 'ci', automatic, mayClaim: [] },
    }
    const before = await this.#beforeGate()
    const tried = await this.#platform.gate({ ...call, dryRun: true })
    expect(await this.#beforeGate()).toEqual(before)
    const answer = await this.#platform.gate(call)
    const { allowed, reasons, explanation } = answer
    expect(tried).toMatchObject({ dryRun: true, allowed, reasons, explanation })
    if (!answer.allowed) return
    this.allowed += 1
    if (answer.reasons.includes('exception') || answer.reasons.includes('override')) this.allowedThrough += 1
    const request = before.requests.find(({ id }) => id === answer.requestId)
    const grant = before.grants.find(({ requestId }) => requestId === answer.requestId)
    const why = objection({
      call,
      now: clock.now(),
      status: await store.statuses.of(GATEWAY),
      request,
      grant,
      clicked: this.#clicked.get(answer.requestId ?? '') ?? new Set(),
      people: directory.hidesGroups ? withoutGroups(this.#people) : this.#people,
      directoryIsDown: directory.isDown,
    })
    expect({ answer, why }).toEqual({ answer, why: null })

    const served = this.#served.get(answer.grantId ?? '') ?? new Set()
    expect(served.has(key ?? '') || served.size === 0).toBe(true)
    this.#served.set(answer.grantId ?? '', served.add(key ?? `once at ${clock.now()}`))
  }

  async #beforeGate() {
    const requests = await this.#platform.store.requests.list({ limit: 1_000 })
    const grants = await this.#platform.store.grants.ofRequests(requests.map(({ id }) => id))
    return { requests, grants }
  }
}

test('no sequence of events gets a yes that the table, the seats and the people of that moment do not justify', async () => {
  let allowed = 0
  let allowedThrough = 0
  await fc.assert(
    fc.asyncProperty(events, async (story) => {
      const platform = await Platform.open()
      const run = new Run(platform)
      for (const one of story) await run.happens(one)
      allowed += run.allowed
      allowedThrough += run.allowedThrough
      await platform.close()
    }),
    { numRuns: 300 },
  )
  // A gate that always says no would hold as well.
  expect(allowed).toBeGreaterThan(30)
  expect(allowedThrough).toBeGreaterThan(3)
})

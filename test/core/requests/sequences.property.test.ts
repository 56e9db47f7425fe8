import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeployRequest } from '../../../src/core/requests/deploy-request.ts'
import type { GateCall } from '../../../src/core/requests/outcome.ts'
import { WAY_DOCUMENTS } from '../../../src/core/requests/way-documents.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { CLEO, GROUP, PEOPLE, VICTOR } from '../../support/people.ts'
import { ALL_ANSWERS } from '../../support/platform.ts'
import { changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'
import { BUDGETS } from './oracle.ts'
import { bulletsTaken, EDITIONS, unjustified, VPS, WITH_BULLETS } from './sequences-oracle.ts'
import { SERVICES, World } from './sequences-world.ts'

const DOCUMENTS = new Map(
  Object.values(WAY_DOCUMENTS).flatMap((all) => all.map(({ name }) => [name, 'written'])),
)
const REVISIONS = ['v1', 'v2'] as const
const CHANGES = [
  'p0-hotfix',
  'p1-bugfix',
  'feature',
  'experiment',
  'infrastructure',
  'logging',
  'documentation',
]

const userId = fc.constantFrom(...Object.keys(PEOPLE))
const name = fc.constantFrom(SERVICES[0], SERVICES[0], SERVICES[0], SERVICES[1])
/** The newest request, or one of those before it. */
const which = fc.constantFrom(0, 0, 0, 1)
const event = <Kind extends string, More extends object>(
  kind: Kind,
  more: { [K in keyof More]: fc.Arbitrary<More[K]> },
) => fc.record(more).map((rest): { readonly kind: Kind } & More => ({ kind, ...rest }))

const poll = event('poll', {
  name,
  remaining: fc.constantFrom(0.9, 0.9, 0.9, 0.9, ...BUDGETS, ...BUDGETS, null),
})
const wait = event('wait', {
  ms: fc.constantFrom(1, MINUTE_MS, 15 * MINUTE_MS, 16 * MINUTE_MS, 3 * HOUR_MS, 23 * HOUR_MS),
})
const request = event('request', {
  name,
  userId: fc.oneof({ weight: 3, arbitrary: userId }, { weight: 1, arbitrary: fc.constantFrom(VICTOR, CLEO) }),
  change: fc.constantFrom(...CHANGES),
  raise: fc.constantFrom(0, 0, 0, 1),
  revision: fc.constantFrom(...REVISIONS),
  lacks: fc.constantFrom(null, null, null, null, ...ALL_ANSWERS.keys()),
  way: fc.constantFrom(null, null, 'exception' as const, 'override' as const, 'silver-bullet' as const),
})
const everybody = event('everybody approves', { which })
const gate = event('gate', {
  which,
  byId: fc.boolean(),
  revision: fc.constantFrom(null, null, null, null, null, ...REVISIONS),
  confirmed: fc.constantFrom([], ['tests-passing', 'code-review']),
  key: fc.constantFrom(null, 'run-1', 'run-2'),
  automatic: fc.constantFrom(false, false, false, true),
})
const edit = event('edit', { edition: fc.integer({ min: 0, max: EDITIONS.length - 1 }) })
const meanwhile = fc.oneof(
  poll,
  poll,
  wait,
  wait,
  event('approve', { which, userId }),
  event('reject', { which, userId }),
  event('cancel', { which, userId }),
  event('escalate', { which, userId }),
  event('answer', { which }),
  event('chores', {}),
  event('change role', {
    userId: fc.oneof(userId, fc.constantFrom(VICTOR)),
    groups: fc.subarray([...Object.values(GROUP), VPS]),
    barred: fc.constantFrom('' as const, '' as const, 'guest' as const, 'deactivated' as const),
  }),
  event('directory', { isDown: fc.constantFrom(true, false, false) }),
  event('declare', {
    what: fc.constantFrom('freeze' as const, 'freeze' as const, 'correctness' as const),
    name: fc.constantFrom(SERVICES[0], null),
    lastsMs: fc.constantFrom(null, 15 * MINUTE_MS),
  }),
  event('lift', {}),
  event('window', {
    name,
    changes: fc.constantFrom(null, ['p0-hotfix', 'feature']),
    hours: fc.constantFrom(1, 30),
  }),
  event('group leaves', { group: fc.constantFrom(...Object.values(GROUP), VPS) }),
  edit,
  edit,
  gate,
)
const between = fc.array(meanwhile, { maxLength: 3 })
const chapter = fc.tuple(between, request, between, everybody, between, gate, between, gate)
const anything = fc
  .tuple(poll, fc.array(chapter, { minLength: 1, maxLength: 2 }))
  .map(([first, chapters]) => [first, ...chapters.flat(2)])
/** Shots from one ration, with everything between them that takes bullets, gives them back and lets time pass. */
const bullet = fc
  .record({
    kind: fc.constant('request' as const),
    name,
    userId,
    change: fc.constantFrom('feature', 'experiment'),
    raise: fc.constant(0),
    revision: fc.constantFrom(...REVISIONS),
    lacks: fc.constantFrom(null, null, null, 'rollback-plan'),
    way: fc.constant('silver-bullet' as const),
  })
  .chain((shot) => fc.tuple(fc.constant(shot), between, fc.option(everybody), fc.option(gate)))
  .map((shot) => shot.flat().filter((one) => one !== null))
const fall = (service: string) => fc.constant({ kind: 'poll' as const, name: service, remaining: 0.2 })
const rations = fc
  .tuple(
    fc.constantFrom(...WITH_BULLETS).map((index) => ({ kind: 'edit' as const, edition: index })),
    fall(SERVICES[0]),
    fall(SERVICES[1]),
    fc.array(bullet, { minLength: 2, maxLength: 4 }),
  )
  .map(([first, second, third, shots]) => [first, second, third, ...shots.flat()])
const stories = fc.oneof({ weight: 4, arbitrary: anything }, { weight: 1, arbitrary: rations })
type Event = typeof stories extends fc.Arbitrary<readonly (infer One)[]> ? One : never

interface Tally {
  allowed: number
  through: number
  granted: number
  bullets: number
  bulletsRefused: number
}

/** One story. */
class Run {
  readonly #world = new World()
  readonly #granted = new Set<string>()
  readonly #served = new Map<string, string>()
  readonly #tally: Tally

  constructor(tally: Tally) {
    this.#tally = tally
  }

  async happens(what: Event): Promise<void> {
    const world = this.#world
    switch (what.kind) {
      case 'poll':
        await world.poll(what.name, what.remaining)
        break
      case 'wait':
        world.clock.advance(what.ms)
        break
      case 'request':
        await this.#request(what)
        break
      case 'approve':
        await world.approve(this.#at(what.which), what.userId)
        break
      case 'everybody approves':
        for (const one of Object.keys(PEOPLE)) await world.approve(this.#at(what.which), one)
        break
      case 'reject':
      case 'cancel':
        await world.end(what.kind, this.#at(what.which), what.userId)
        break
      case 'escalate':
        await world.escalate(this.#at(what.which), what.userId)
        break
      case 'answer':
        await world.answer(this.#at(what.which), ALL_ANSWERS)
        break
      case 'chores':
        await world.chores()
        break
      case 'change role':
        world.changePerson(what.userId, what.groups, what.barred)
        break
      case 'group leaves':
        world.dissolve(what.group)
        break
      case 'directory':
        world.directory.isDown = what.isDown
        break
      case 'declare':
        world.declare(what.what, what.name, what.lastsMs)
        break
      case 'lift':
        world.lift()
        break
      case 'window':
        world.schedule(what.name, what.changes, what.hours * HOUR_MS)
        break
      case 'edit':
        world.edition = EDITIONS[what.edition] ?? world.edition
        break
      case 'gate':
        await this.#gate(what)
        break
    }
    await this.#checkNewGrants(what)
  }

  #at(index: number): string {
    const { requests } = this.#world
    return requests.at(-1 - index) ?? requests.at(-1) ?? 'r-none'
  }

  async #request({
    name: serviceName,
    userId: by,
    change,
    raise,
    revision,
    lacks,
    way,
  }: Extract<Event, { kind: 'request' }>) {
    const ladder = [...shippedPolicy.risks.keys()]
    const world = this.#world
    const ration = world.edition.bullets
    const before = [...world.stores.requests.byIds.values()]
    const outcome = await world.request({
      service: serviceName,
      change,
      revision,
      environment: 'production',
      risk: ladder[ladder.indexOf(changeNamed(shippedPolicy, change).risk) + raise] ?? 'high',
      summary: '',
      answers: new Map([...ALL_ANSWERS].filter(([one]) => one !== lacks)),
      requestedBy: by,
      ...(way !== null && { way, documents: DOCUMENTS }),
    })
    if (way !== 'silver-bullet') return
    const said = ration && bulletsTaken(ration, before, serviceName, world.clock.now())
    if (outcome.kind === 'opened') {
      expect(said?.left).toBeGreaterThan(0)
      expect(outcome.request.wayRecord).toMatchObject({ takenBefore: said?.taken, ration: ration?.count })
      this.#tally.bullets += 1
    } else if (outcome.kind === 'refused' && / left this (week|month)/.test(spelled(outcome.message))) {
      expect(said?.left).toBeLessThanOrEqual(0)
      this.#tally.bulletsRefused += 1
    }
  }

  async #gate({ which: index, byId, revision, confirmed, key, automatic }: Extract<Event, { kind: 'gate' }>) {
    const world = this.#world
    const meant = world.requestNow(this.#at(index))
    const call: Partial<GateCall> = {
      service: meant?.service ?? SERVICES[0],
      change: meant?.change ?? 'feature',
      revision: revision ?? meant?.revision ?? 'v1',
      requestId: byId ? (meant?.id ?? null) : null,
      confirmed,
      idempotencyKey: key,
      caller: { token: 'ci', automatic, mayClaim: [] },
    }
    const before = new Map(world.stores.requests.byIds)
    const grantsBefore = new Map(world.requests.map((id) => [id, world.grantOf(id)]))
    const answer = await world.gate(call)
    if (!answer.allowed) return
    this.#tally.allowed += 1

    const asked = before.get(answer.requestId ?? '')
    const grant = grantsBefore.get(answer.requestId ?? '')
    const why = asked === undefined ? null : overOrOther(asked, call, world)
    const approvers = [...(world.clicked.get(asked?.id ?? '')?.keys() ?? [])]
    const doubt = await this.#unjustified(
      asked ?? nobodys(call),
      new Map(approvers.map((one) => [one, world.rolesToday(one)])),
      { grant, confirmed, automatic },
    )
    expect({ answer, why: why ?? doubt }).toEqual({ answer, why: null })
    if ((asked?.way ?? null) !== null) this.#tally.through += 1
    if (answer.grantId === null) return

    // A grant serves one call: the same one may ask again.
    const caller = key ?? `once, ${world.clock.now()} ${this.#served.size}`
    expect(this.#served.get(answer.grantId) ?? caller).toBe(caller)
    this.#served.set(answer.grantId, caller)
    this.#granted.add(answer.grantId)
  }

  /** A grant that no gate call made rests on the roles of the clicks. */
  async #checkNewGrants(what: Event): Promise<void> {
    const world = this.#world
    for (const grant of world.stores.grants.byIds.values()) {
      if (this.#granted.has(grant.id)) continue
      this.#granted.add(grant.id)
      this.#tally.granted += 1
      const asked = world.requestNow(grant.requestId)
      const approvers = world.clicked.get(grant.requestId) ?? new Map<string, ReadonlySet<string>>()
      const doubt =
        asked === undefined
          ? 'nobody asked for it'
          : await this.#unjustified(asked, approvers, { grant: undefined, confirmed: [], automatic: false })
      expect({ what, grant, doubt }).toEqual({ what, grant, doubt: null })
    }
  }

  async #unjustified(
    asked: Asked,
    approvers: ReadonlyMap<string, ReadonlySet<string>>,
    { grant, confirmed, automatic }: Pick<Parameters<typeof unjustified>[0], 'grant'> & RequestContext,
  ): Promise<string | null> {
    const world = this.#world
    return unjustified({
      edition: world.edition,
      request: asked,
      grant,
      status: await world.stores.statuses.of(asked.service),
      freezes: world.freezesOn(asked.service),
      now: world.clock.now(),
      met: new Set([...asked.answers.keys(), ...confirmed]),
      approvers,
      requester: approvers.get(asked.requestedBy) ?? new Set(),
      isAutomatic: automatic,
    })
  }
}

type Asked = Pick<
  DeployRequest,
  'service' | 'change' | 'risk' | 'requestedBy' | 'way' | 'escalations' | 'answers'
>

interface RequestContext {
  readonly confirmed: readonly string[]
  readonly automatic: boolean
}

/** A call that no request stands behind. */
const nobodys = ({ service = '', change = '' }: Partial<GateCall>): Asked => ({
  service,
  change,
  risk: changeNamed(shippedPolicy, change).risk,
  requestedBy: '',
  way: null,
  escalations: [],
  answers: new Map(),
})

/** Why a request as it stood cannot carry a call, whatever the policy says. */
function overOrOther(asked: DeployRequest, call: Partial<GateCall>, world: World): string | null {
  if ((['service', 'change', 'revision'] as const).some((part) => asked[part] !== call[part]))
    return 'the request is about something else'
  if (world.over.has(asked.id)) return 'somebody ended the request'
  if (asked.state === 'open') return asked.expiresAt <= world.clock.now() ? 'the request has expired' : null
  return asked.state === 'granted' ? null : `the request is ${asked.state}`
}

test('no sequence of events yields a yes or a grant that the policy in force, the seats and the identities do not justify', async () => {
  const tally: Tally = { allowed: 0, through: 0, granted: 0, bullets: 0, bulletsRefused: 0 }
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const run = new Run(tally)
      for (const one of story) await run.happens(one)
    }),
    { numRuns: 10_000 },
  )
  // A gate that always says no would hold as well.
  expect(tally.allowed).toBeGreaterThan(1_000)
  expect(tally.through).toBeGreaterThan(100)
  expect(tally.granted).toBeGreaterThan(1_000)
  expect(tally.bullets).toBeGreaterThan(500)
  expect(tally.bulletsRefused).toBeGreaterThan(100)
})

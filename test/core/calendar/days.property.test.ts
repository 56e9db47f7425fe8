import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { askGate } from '../../../src/core/gate/ask-gate.ts'
import { noteAbsence } from '../../../src/core/calendar/availability.ts'
import { dayOf } from '../../../src/core/calendar/day.ts'
import { cancelPlan, planDeployment } from '../../../src/core/calendar/plan-deployment.ts'
import type { RequestWorld } from '../../../src/core/requests/request-world.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { FakeDirectory } from '../../support/fake-directory.ts'
import { InMemoryDeploys } from '../../support/in-memory-deploys.ts'
import { DANA, PEOPLE, ROLE_BOOK, TOMAS } from '../../support/people.ts'
import { CALL, service } from '../../support/platform.ts'
import { TestClock } from '../../support/test-clock.ts'

const SERVICES = ['api-gateway', 'training'] as const
const FILE = join(import.meta.dirname, '../../../config/policies/tiers.yaml')
const read = parsePolicy(await readFile(FILE, 'utf8'), FILE)
if (!read.ok) throw new Error('the tiers do not read')
const tiers = read.policy

const deployment = {
  name: fc.constantFrom(...SERVICES),
  change: fc.constantFrom('high-risk', 'high-risk', 'feature'),
  revision: fc.constantFrom('v1', 'v2', 'v3'),
}
const plan = fc.record({
  kind: fc.constant('plan' as const),
  ...deployment,
  inHours: fc.constantFrom(1, 1, 1, 5, 13, 25),
})
const calls = fc.array(fc.record(deployment), { maxLength: 2 })
const gate = fc.record({ kind: fc.constant('gate' as const), calls })
const meanwhile = fc.array(
  fc.oneof(
    plan,
    plan,
    gate,
    fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(5) }),
    fc.record({ kind: fc.constant('away' as const), days: fc.constantFrom(0, 1) }),
    fc.record({ kind: fc.constant('wait' as const), hours: fc.constantFrom(1, 2, 11, 24) }),
    fc.record({ kind: fc.constant('edit' as const), perDay: fc.constantFrom(1, 1, 2) }),
  ),
  { maxLength: 3 },
)
/** Something is planned and asked for, between much else. */
const chapter = fc
  .tuple(meanwhile, plan, meanwhile, calls)
  .map(([before, planned, between, others]) => [
    ...before,
    planned,
    ...between,
    { kind: 'gate' as const, calls: [...others, planned] },
  ])
const events = fc.array(chapter, { minLength: 1, maxLength: 4 }).map((chapters) => chapters.flat())

/** People plan, call off and go away, the policy changes; the gate is asked all the while. */
class Calendar {
  readonly stores = new InMemoryDeploys()
  readonly clock = new TestClock()
  policy: Policy = tiers
  readonly deps: RequestWorld & { readonly store: InMemoryDeploys } = {
    catalog: () => ({
      services: new Map(
        SERVICES.map((name) => [name, { ...service(name), policy: tiers.name, stakeholders: [TOMAS] }]),
      ),
      policies: new Map([[tiers.name, this.policy]]),
    }),
    roleBook: () => ROLE_BOOK,
    gatedEnvironments: () => ['production'],
    directory: new FakeDirectory(PEOPLE),
    store: this.stores,
    clock: this.clock,
    ids: new CountingIds(),
  }

  async begin(): Promise<void> {
    const now = this.clock.now()
    await this.stores.statuses.save(
      SERVICES.map((name) => ({
        service: name,
        level: 'NORMAL',
        since: now,
        slo: 'availability',
        remainingRatio: 0.9,
        young: null,
        // The story is about days: the budget stays known.
        knownAt: now + 1_000 * HOUR_MS,
        polledAt: now,
        missing: [],
        recovering: null,
        policyVersion: tiers.version,
      })),
    )
  }
}

test('no day sees more high-risk deployments than the policy allows, none unplanned, none while a stakeholder is away', async () => {
  let letThrough = 0
  await fc.assert(
    fc.asyncProperty(events, async (story) => {
      const world = new Calendar()
      const { deps, clock, stores } = world
      await world.begin()
      const begun = new Map<string, Set<string>>()
      const away = new Set<string>()
      for (const event of story) {
        const today = dayOf(clock.now(), 'UTC')
        switch (event.kind) {
          case 'plan':
            await planDeployment(deps, {
              service: event.name,
              change: event.change,
              revision: event.revision,
              risk: null,
              at: clock.now() + event.inHours * HOUR_MS,
              userId: DANA,
            })
            break
          case 'cancel': {
            const id = [...stores.calendar.kept.keys()][event.which]
            if (id !== undefined) await cancelPlan(deps, id, DANA)
            break
          }
          case 'away': {
            const day = dayOf(clock.now() + event.days * 24 * HOUR_MS, 'UTC')
            away.add(day)
            await noteAbsence(deps, { userId: TOMAS, from: day, until: day }, DANA)
            break
          }
          case 'wait':
            clock.advance(event.hours * HOUR_MS)
            break
          case 'edit':
            world.policy = { ...tiers, calendar: { staggeredPerDay: event.perDay, scope: 'all' } }
            break
          case 'gate': {
            const outcomes = await askGate(
              deps,
              event.calls.map(({ name, change, revision }) => ({ ...CALL, service: name, change, revision })),
            )
            outcomes.forEach((outcome, index) => {
              const call = event.calls[index]
              if (outcome.kind !== 'answered' || call === undefined) throw new Error('no answer')
              if (call.change !== 'high-risk') expect(outcome.answer.allowed).toBe(true)
              if (call.change !== 'high-risk' || !outcome.answer.allowed) return
              letThrough += 1
              const key = `${call.name} ${call.revision}`
              const plans = [...stores.calendar.kept.values()].filter(
                (plan) =>
                  plan.service === call.name &&
                  plan.change === call.change &&
                  plan.revision === call.revision &&
                  plan.cancelledAt === null &&
                  dayOf(plan.at, 'UTC') === today,
              )
              expect(plans).not.toEqual([])
              expect(away).not.toContain(today)
              const others = begun.get(today) ?? new Set()
              if (!others.has(key))
                expect(others.size).toBeLessThan(world.policy.calendar?.staggeredPerDay ?? 0)
              begun.set(today, others.add(key))
            })
            break
          }
        }
      }
    }),
    { numRuns: 2_000 },
  )
  // A gate that lets nothing through would hold as well.
  expect(letThrough).toBeGreaterThan(300)
})

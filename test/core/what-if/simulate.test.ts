import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { composedSource } from '../../../src/core/budgets/composed-source.ts'
import type { Service, Slo } from '../../../src/core/budgets/slo.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import type { SliSource } from '../../../src/core/budgets/sli-source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import { levelRank } from '../../../src/core/policy/policy.ts'
import { simulate } from '../../../src/core/what-if/simulate.ts'
import type { Simulation } from '../../../src/core/what-if/simulation.ts'
import type { AskedOutage, WhatIfQuestion } from '../../../src/core/what-if/what-if-question.ts'
import { GATEWAY, Platform, service, slo } from '../../support/platform.ts'
import { BudgetSource } from '../../support/budget-source.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'
import { type TrafficPast, trafficSource } from './traffic-source.ts'

let platform: Platform | undefined
afterEach(async () => {
  await platform?.close()
  platform = undefined
})

interface Around {
  readonly services?: readonly Service[]
  readonly past?: TrafficPast
  readonly source?: SliSource
  readonly catalog?: Partial<Catalog>
}

async function ask(question: Partial<WhatIfQuestion>, around: Around = {}) {
  await platform?.close()
  platform = await Platform.open([...(around.services ?? [service(GATEWAY)])])
  const { catalog, store, clock } = platform
  return simulate(
    {
      catalog: () => ({ ...catalog, ...around.catalog }),
      source: composedSource(around.source ?? trafficSource(around.past)),
      store,
      clock,
    },
    { service: GATEWAY, outages: [], ...question },
  )
}

async function answer(question: Partial<WhatIfQuestion>, around: Around = {}): Promise<Simulation> {
  const outcome = await ask(question, around)
  if (outcome.kind === 'refused') throw new Error(outcome.why)
  return outcome.simulation
}

async function refusal(question: Partial<WhatIfQuestion>, around: Around = {}): Promise<string> {
  const outcome = await ask(question, around)
  if (outcome.kind !== 'refused') throw new Error('it was answered')
  return outcome.why
}

const now = (): number => {
  if (platform === undefined) throw new Error('nobody has asked')
  return platform.clock.now()
}

/** On the clock of UTC. */
const wallIso = (at: number): string => isoTime(at).slice(0, 19)

const outage = (minutes: number, badRatio = 1, startsInMs = 0): AskedOutage => ({
  startsInMs,
  durationMs: minutes * MINUTE_MS,
  badRatio,
})

const first = ({ slos }: Simulation) => {
  const [one] = slos
  if (one === undefined) throw new Error('no SLO')
  return one
}

describe('the cost of an outage', () => {
  test.for([
    [8, 0.037],
    [30, 0.139],
    [120, 0.556],
  ] as const)(
    '%d minutes of full outage at 99.5%% cost the policy document’s share',
    async ([minutes, share]) => {
      const { costRatio, afterRatio, costSeconds, costRequests } = first(
        await answer({ outages: [outage(minutes)] }),
      )
      expect(costRatio).toBeCloseTo(share, 3)
      expect(afterRatio).toBeCloseTo(1 - share, 3)
      expect(costSeconds).toBeCloseTo(minutes * 60, 0)
      expect(costRequests).toBe(minutes * 1_000)
    },
  )

  test('is as much as its share of it', async () => {
    expect(first(await answer({ outages: [outage(60, 0.5)] })).costRatio).toBeCloseTo(30 / 216, 4)
  })

  test('counts the traffic of its time of day', async () => {
    // Nights are quiet: the day begins where the clock of the test stands.
    const start = (await answer({}), now())
    const perMinute = (at: number): number =>
      (((at - start) % DAY_MS) + DAY_MS) % DAY_MS < DAY_MS / 2 ? 1_900 : 100
    const noon = first(await answer({ outages: [outage(60, 1, 4 * HOUR_MS)] }, { past: { perMinute } }))
    const night = first(await answer({ outages: [outage(60, 1, 16 * HOUR_MS)] }, { past: { perMinute } }))
    expect(noon.costRequests).toBe(60 * 1_900)
    expect(night.costRequests).toBe(60 * 100)
    expect(noon.costRatio).toBeCloseTo((1.9 * 60) / 216, 2)
  })

  test('is nothing in maintenance', async () => {
    await answer({})
    const at = now()
    const window = {
      name: 'upgrade',
      reason: 'the database is upgraded',
      timeZone: 'UTC',
      services: null,
      slos: null,
      schedule: { kind: 'once', from: wallIso(at), until: wallIso(at + 2 * HOUR_MS) },
    } as const
    const said = await answer({ outages: [outage(60)] }, { catalog: { maintenance: [window] } })
    expect(first(said).costRatio).toBeCloseTo(0, 6)
  })

  test('is told in money where the service has a price, by the SLO that loses most', async () => {
    const priced = { ...service(GATEWAY, ['99.5', '95']), cost: { currency: 'EUR', perBadMinute: 120 } }
    const { money } = await answer({ outages: [outage(30, 0.5)] }, { services: [priced] })
    expect(money?.currency).toBe('EUR')
    expect(money?.amount).toBeCloseTo(15 * 120, 0)
    expect((await answer({ outages: [outage(30)] })).money).toBeNull()
  })

  test('is of the SLO alone that is named', async () => {
    const said = await answer(
      { outages: [{ ...outage(30), slos: ['latency'] }] },
      { services: [service(GATEWAY, ['99.5', '95'])] },
    )
    expect(said.slos.map(({ costRatio }) => (costRatio ?? 0) > 1e-9)).toEqual([false, true])
    expect(said.slos.map(({ forgottenAt }) => forgottenAt === null)).toEqual([true, false])
  })

  test('of outages at the same time is that of the worst', async () => {
    const both = first(await answer({ outages: [outage(60, 0.5), outage(60, 0.2)] }))
    expect(both.costRatio).toBeCloseTo(30 / 216, 4)
  })

  test('is known where the source gives ratios, and no counts', async () => {
    const ratio = first(
      await answer({ outages: [outage(30)] }, { past: { isRatio: true, badRatio: () => 0.001 } }),
    )
    expect(ratio.costRequests).toBeNull()
    expect(ratio.nowRatio).toBeCloseTo(0.8, 6)
    expect(ratio.costRatio).toBeCloseTo((30 / 216) * 0.999, 4)
  })

  test('is known where the source gives nothing but the budget that is left', async () => {
    const source = new BudgetSource()
    source.set(GATEWAY, 0.6)
    const said = first(await answer({ outages: [outage(30)] }, { source }))
    expect(said.nowRatio).toBeCloseTo(0.6, 6)
    expect(said.costRatio).toBeCloseTo(30 / 216, 2)
  })

  test('is a whole slice where slices count', async () => {
    const sliced: Slo = {
      ...slo(GATEWAY, '99'),
      budgeting: { kind: 'timeslices', sliceMs: HOUR_MS, target: 0.95 },
    }
    const around = { services: [{ ...service(GATEWAY), slos: [sliced] }], past: { perMinute: () => 1 / 60 } }
    const slight = first(await answer({ outages: [outage(120, 0.02)] }, around))
    const bad = first(await answer({ outages: [outage(120, 0.5)] }, around))
    expect(slight.costRequests).toBe(0)
    expect([1, 2]).toContain(bad.costRequests)
  })
})

describe('the level', () => {
  test('follows the service’s own policy, and says what is blocked then and who must approve', async () => {
    const said = await answer({ outages: [outage(140)] }, { past: { badRatio: () => 0.0014 } })
    expect([said.level.now.level, said.level.after.level]).toEqual(['HEALTHY', 'EMERGENCY'])
    const feature = said.changes.find(({ change }) => change === 'feature')
    expect(feature).toMatchObject({ now: 'needs-approval', after: 'blocked' })
    const hotfix = said.changes.find(({ change }) => change === 'p0-hotfix')
    expect(hotfix).toMatchObject({
      after: 'needs-approval',
      approvers: 'vp-engineering and 2 × senior-engineer',
    })
  })

  test('is well again when enough of the outage has left a rolling window and that has held', async () => {
    const said = await answer({ outages: [outage(140)] }, { past: { badRatio: () => 0.0014 } })
    const { recoversAt } = said.level
    // 72 % less the cost of what is still in the window is above half: all but 47 of the 140 minutes are out.
    const leftAfter = now() + 30 * DAY_MS + 93 * MINUTE_MS
    expect(Date.parse(recoversAt ?? '')).toBeGreaterThanOrEqual(leftAfter)
    expect(Date.parse(recoversAt ?? '')).toBeLessThan(leftAfter + 40 * MINUTE_MS)
    expect(first(said).forgottenAt).toBe(isoTime(now() + 30 * DAY_MS + 140 * MINUTE_MS))
  })

  test('is well again when a calendar window ends', async () => {
    const monthly: Slo = {
      ...slo(GATEWAY, '99.5'),
      window: { kind: 'calendar', unit: 'month', timeZone: 'UTC' },
    }
    const said = await answer(
      { outages: [outage(200)] },
      { services: [{ ...service(GATEWAY), slos: [monthly] }] },
    )
    const month = new Date(now())
    const ends = Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1)
    expect(first(said).forgottenAt).toBe(isoTime(ends))
    expect(said.level.isWorse).toBe(true)
    expect(Date.parse(said.level.recoversAt ?? '')).toBeGreaterThanOrEqual(ends)
    expect(Date.parse(said.level.recoversAt ?? '')).toBeLessThanOrEqual(ends + DAY_MS)
  })

  test('is never better for an outage, a longer one never leaves more, and none changes nothing', async () => {
    const services = [service(GATEWAY, ['99.5', '95'])]
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 0.0014, 0.004),
        async (minutes, more, share, usual) => {
          const around = { services, past: { badRatio: () => usual } }
          const none = await answer({}, around)
          const short = await answer({ outages: [outage(minutes, share)] }, around)
          const long = await answer({ outages: [outage(minutes + more, share)] }, around)
          for (const [index, { afterRatio, costRatio }] of long.slos.entries()) {
            const before = short.slos[index]
            expect(afterRatio ?? NaN).toBeLessThanOrEqual((before?.afterRatio ?? NaN) + 1e-6)
            expect(costRatio ?? NaN).toBeGreaterThanOrEqual(-1e-9)
            if (minutes === 0) expect(before?.afterRatio).toBeCloseTo(before?.nowRatio ?? NaN, 9)
          }
          for (const { costRatio } of none.slos) expect(costRatio).toBe(0)
          expect(none.changes).toEqual([])
          expect(none.burnAlerts).toEqual([])
          expect(levelRank(shippedPolicy, long.level.after.level)).toBeGreaterThanOrEqual(
            levelRank(shippedPolicy, long.level.now.level),
          )
        },
      ),
      { numRuns: 12 },
    )
  })
})

test('burn alerts fire that would not fire without it', async () => {
  const rules = [
    { name: 'fast', severity: 'page', longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, factor: 14.4 },
  ] as const
  const services = [{ ...service(GATEWAY), slos: [{ ...slo(GATEWAY, '99.5'), burnRules: rules }] }]
  const said = await answer({ outages: [outage(30)] }, { services })
  expect(said.burnAlerts).toHaveLength(1)
  const [alert] = said.burnAlerts
  expect(alert).toMatchObject({ slo: 'availability', severity: 'page', rules: ['fast'] })
  // 14.4 × 0.5 % of an hour's requests have failed after 4.3 minutes.
  expect(Date.parse(alert?.at ?? '') - now()).toBeGreaterThan(4 * MINUTE_MS)
  expect(Date.parse(alert?.at ?? '') - now()).toBeLessThan(7 * MINUTE_MS)
  const burning = await answer({ outages: [outage(30)] }, { services, past: { badRatio: () => 0.2 } })
  expect(burning.burnAlerts, 'what burns already begins nothing').toEqual([])
})

describe('composites', () => {
  const part = slo('model-registry', '99.5')
  const composite = (method: 'weighted' | 'worst' | 'product', parts: readonly Slo[]): Slo => ({
    ...slo(GATEWAY, '99', 'journey'),
    sli: { kind: 'composite', method, parts: parts.map((one) => ({ slo: one, weight: 1 })) },
  })
  const registry = { ...service('model-registry'), slos: [part] }

  test('feel the outage of a service that is a part of them, and are named', async () => {
    const gateway = { ...service(GATEWAY), slos: [composite('product', [part, slo(GATEWAY, '99.5')])] }
    const said = await answer(
      { service: 'model-registry', outages: [outage(300)] },
      { services: [registry, gateway] },
    )
    const [other] = said.others
    expect(other).toMatchObject({ service: GATEWAY, slo: 'journey', now: { level: 'HEALTHY' } })
    expect((other?.nowRatio ?? 0) - (other?.afterRatio ?? 0)).toBeCloseTo(300 / 432, 2)
  })

  test.for(['weighted', 'worst', 'product'] as const)(
    'a composite of others loses what the outage says (%s)',
    async (method) => {
      const parts = [part, slo('feature-store', '99.5')]
      const gateway = { ...service(GATEWAY), slos: [composite(method, parts)] }
      const said = await answer(
        { outages: [outage(120, 0.5)] },
        {
          services: [
            gateway,
            registry,
            { ...service('feature-store'), slos: [slo('feature-store', '99.5')] },
          ],
        },
      )
      expect(first(said).costRatio).toBeCloseTo(60 / 432, 3)
      expect(said.assumptions.join('\n')).toContain('an outage of journey is one')
    },
  )
})

describe('deployments', () => {
  test('of a month cost what each is said to', async () => {
    const deployments = { count: 20, cost: { kind: 'share', ratio: 0.01 } } as const
    const said = await answer({ deployments })
    expect(first(said).costRatio).toBeCloseTo(0.2, 2)
    expect(said.until).toBe(isoTime(now() + 30 * DAY_MS))
    const outages = await answer({ deployments: { count: 10, cost: { kind: 'outage', ms: 5 * MINUTE_MS } } })
    expect(first(outages).costRatio).toBeCloseTo(50 / 216, 2)
  })

  test('without any past one on record say what would be right', async () => {
    expect(await refusal({ deployments: { count: 5, cost: { kind: 'as-before' } } })).toContain(
      'no deployment of inference-gateway has a cost on record: say what one costs',
    )
  })
})

describe('another objective', () => {
  const strict = parseObjective('99.9')
  if (strict === undefined) throw new Error('no objective')

  test('is measured on the same past', async () => {
    const said = first(
      await answer({ objectives: [{ slo: null, objective: strict }] }, { past: { badRatio: () => 0.0005 } }),
    )
    expect(said).toMatchObject({ objective: 99.5, changedObjective: 99.9, costSeconds: null })
    expect(said.nowRatio).toBeCloseTo(0.9, 4)
    expect(said.afterRatio).toBeCloseTo(0.5, 4)
  })

  test('needs the name of its SLO where there are several', async () => {
    const services = [service(GATEWAY, ['99.5', '95'])]
    expect(await refusal({ objectives: [{ slo: null, objective: strict }] }, { services })).toBe(
      'inference-gateway has the SLOs availability, latency: say which objective changes, such as availability=99.9',
    )
    expect(await refusal({ objectives: [{ slo: 'speed', objective: strict }] }, { services })).toBe(
      'inference-gateway has no SLO speed; it has availability, latency',
    )
  })
})

describe('what is not known', () => {
  test('a budget that is missing has no figure afterwards, and says why', async () => {
    const source = new BudgetSource()
    source.lose(GATEWAY, 'source_timeout')
    const said = await answer({ outages: [outage(30)] }, { source })
    expect(first(said)).toMatchObject({
      nowRatio: null,
      afterRatio: null,
      costRatio: null,
      missing: 'source_timeout',
    })
    expect(said.level.now.title).toBe('No budget was ever measured')
  })

  test('a young budget says how much of its window is known', async () => {
    await answer({})
    const since = now() - 2 * DAY_MS
    const young = { ...service(GATEWAY), slos: [{ ...slo(GATEWAY, '99.5'), youngBelow: 0.1 }] }
    const said = await answer({ outages: [outage(30)] }, { services: [young], past: { since } })
    expect(first(said).young).toBeDefined()
    expect(said.assumptions.join('\n')).toContain('young: 2 d of 30 d')
  })

  test('a service or an SLO that there is not is refused', async () => {
    expect(await refusal({ service: 'nobody' })).toBe('there is no service nobody')
    expect(await refusal({ outages: [{ ...outage(5), slos: ['avaliability'] }] })).toContain(
      'did you mean availability?',
    )
  })
})

test('an outage of a time that is past goes on from what was known then', async () => {
  await answer({})
  const then = now() - 10 * DAY_MS
  const said = await answer(
    { at: then, outages: [outage(30)] },
    { past: { badRatio: (at) => (at < then ? 0.001 : 0.1) } },
  )
  expect(first(said).nowRatio).toBeCloseTo(0.8, 6)
  expect(said.assumptions[0]).toContain(`as of ${isoTime(then)}`)
})

test('an outage of a time to come begins then', async () => {
  await answer({})
  const then = now() + 3 * DAY_MS
  const said = await answer({ at: then, outages: [outage(30)] })
  expect(said.until).toBe(isoTime(then + 30 * MINUTE_MS))
  expect(first(said).costRatio).toBeCloseTo(30 / 216, 3)
})

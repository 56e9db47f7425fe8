import { describe, expect, test } from 'vitest'
import type { Backtest, ServiceBacktest } from '../../../src/core/backtest/backtest.ts'
import type { KeptReadings } from '../../../src/core/backtest/player.ts'
import { type BacktestWorld, play } from '../../../src/core/backtest/play.ts'
import { stepsUntil } from '../../../src/core/backtest/steps.ts'
import type { SliSample, SliSource } from '../../../src/core/budgets/sli-source.ts'
import { sloKey } from '../../../src/core/budgets/slo.ts'
import { windowAt } from '../../../src/core/budgets/slo-window.ts'
import type { BurnRule } from '../../../src/core/budgets/burn-rule.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { FreezeWindow } from '../../../src/core/policy/freeze-window.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { service } from '../../support/platform.ts'
import { shippedPolicies } from './shipped-policies.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const UNTIL = Date.parse('2026-03-20T00:00:00Z')
const STEPS = stepsUntil(UNTIL, 10 * DAY_MS, HOUR_MS)
const after = (hours: number): number => STEPS.from + hours * HOUR_MS

/** What is left of the budget at a time; null where there is no data. */
type Remaining = (at: number) => number | null

/** A history of what was left, and of a burn rate over every shorter lookback. */
const historyOf = (remaining: Remaining, burnRate: (at: number) => number = () => 0): SliSource => ({
  measure: (questions, at) =>
    Promise.resolve(
      new Map(
        questions.map(({ slo, lookbacksMs }) => [
          sloKey(slo),
          {
            samples: new Map(
              lookbacksMs.map((ms): [number, SliSample] => {
                const left = remaining(at)
                if (left === null) return [ms, { kind: 'missing', reason: 'no_data', detail: 'no series' }]
                return ms === windowAt(slo.window, at).lookbackMs
                  ? [ms, { kind: 'remaining', remainingRatio: left }]
                  : [ms, { kind: 'burn-rate', burnRate: burnRate(at) }]
              }),
            ),
          },
        ]),
      ),
    ),
})

async function played(source: SliSource, more: Partial<BacktestWorld> = {}): Promise<Backtest> {
  return play({
    catalog: {
      services: new Map([['checkout', service('checkout')]]),
      policies: shippedPolicies,
    },
    policies: [null],
    steps: STEPS,
    source,
    readings: () => Promise.reject(new Error('nobody asks for the past')),
    quietForMs: 5 * MINUTE_MS,
    ...more,
  })
}

const only = (told: Backtest, index = 0): ServiceBacktest => {
  const [one] = told.policies[index]?.services ?? []
  if (one === undefined) throw new Error('no service was played')
  return one
}

const hoursAt = ({ levels }: ServiceBacktest): Readonly<Record<string, number>> =>
  Object.fromEntries(levels.map(({ level, ms }) => [level, ms / HOUR_MS]))

describe('levels and freezes', () => {
  const told = played(
    historyOf((at) => (at < after(24) ? 0.9 : at < after(48) ? 0.2 : at < after(72) ? 0.05 : 0.8)),
  )

  test('hold from the look that finds them to the next, the better one after it has held', async () => {
    const one = only(await told)
    expect(one.periods.map(({ level, from }) => [level, (from - STEPS.from) / HOUR_MS])).toEqual([
      ['HEALTHY', 0],
      ['CRITICAL', 24],
      ['EMERGENCY', 48],
      // 15 minutes are over at the next look.
      ['HEALTHY', 73],
    ])
    expect(hoursAt(one)).toEqual({ HEALTHY: 24 + 240 - 73, WARNING: 0, CRITICAL: 24, EMERGENCY: 25 })
  })

  test('freezes say when, for how long and why', async () => {
    expect(only(await told).freezes).toMatchObject([
      {
        kind: 'level',
        level: 'CRITICAL',
        from: after(24),
        until: after(48),
        slo: 'availability',
        reason: 'availability had 20% left; CRITICAL is when less than 30% of the budget is left',
      },
      { level: 'EMERGENCY', from: after(48), until: after(73) },
    ])
  })

  test('changes were free, asked of somebody, or blocked, for all of the time together', async () => {
    const { changes } = only(await told)
    const hours = (name: string) => {
      const found = changes.find(({ change }) => change === name)
      return [found?.approvedMs, found?.askedMs, found?.blockedMs].map((ms = 0) => ms / HOUR_MS)
    }
    expect(hours('feature')).toEqual([0, 191, 49])
    expect(hours('p0-hotfix')).toEqual([0, 240, 0])
    const hotfix = changes.find(({ change }) => change === 'p0-hotfix')
    expect(hotfix?.asked.map(({ words, ms }) => [words, ms / HOUR_MS])).toEqual([
      ['service-owner', 191],
      ['vp-engineering and 2 × senior-engineer', 25],
      ['sre', 24],
    ])
  })

  test('a freeze that still holds at the end has no end', async () => {
    const { freezes } = only(await played(historyOf(() => 0.05)))
    expect(freezes).toMatchObject([{ level: 'EMERGENCY', from: STEPS.from, until: null }])
  })
})

test('several policies are played on the same measurements, each service under each', async () => {
  const asked: number[] = []
  const history = historyOf(() => 0.6)
  const told = await played(
    {
      measure: (questions, at) => {
        asked.push(at)
        return history.measure(questions, at)
      },
    },
    { policies: [null, 'zones', 'three-tier'] },
  )
  expect(told.policies.map(({ policy, services }) => [policy, services[0]?.periods[0]?.level])).toEqual([
    [null, 'HEALTHY'],
    ['zones', 'YELLOW'],
    ['three-tier', 'HEALTHY'],
  ])
  expect(told.policies.map(({ services }) => services[0]?.policy.name)).toEqual([
    shippedPolicy.name,
    'zones',
    'three-tier',
  ])
  expect(new Set(asked).size).toBe(asked.length)
})

test('only the services that are asked for are played', async () => {
  const services = new Map(['checkout', 'search'].map((name) => [name, service(name)]))
  const told = await played(
    historyOf(() => 1),
    {
      catalog: { services, policies: shippedPolicies },
      services: ['search'],
    },
  )
  expect(told.policies[0]?.services.map((one) => one.service)).toEqual(['search'])
})

describe('missing history', () => {
  test('is no level before the first figure, and keeps the level after it', async () => {
    const one = only(
      await played(historyOf((at) => (at < after(24) || (at >= after(100) && at < after(110)) ? null : 0.2))),
    )
    expect(one.periods.map(({ level }) => level)).toEqual(['UNKNOWN', 'CRITICAL'])
    expect(hoursAt(one)).toMatchObject({ UNKNOWN: 24, CRITICAL: 216 })
    expect(one.slos).toMatchObject([
      {
        looks: 241,
        measured: 241 - 24 - 10,
        firstMeasuredAt: after(24),
        gaps: [
          { reason: 'no_data', from: STEPS.from, until: after(24) },
          { reason: 'no_data', from: after(100), until: after(110) },
        ],
      },
    ])
  })

  test('of an unknown budget the gate would have asked as the policy says', async () => {
    const one = only(await played(historyOf(() => null)))
    const feature = one.changes.find(({ change }) => change === 'feature')
    expect(feature?.asked.map(({ words }) => words)).toEqual(['sre'])
    expect(one.slos[0]).toMatchObject({ measured: 0, firstMeasuredAt: null, wholeFrom: null, lowest: null })
  })
})

test('burn alerts begin, go on while they burn, and end when it has been quiet', async () => {
  const rule: BurnRule = {
    name: 'fast',
    severity: 'page',
    longMs: HOUR_MS,
    shortMs: 5 * MINUTE_MS,
    factor: 14.4,
  }
  const checkout = service('checkout')
  const services = new Map([
    ['checkout', { ...checkout, slos: checkout.slos.map((slo) => ({ ...slo, burnRules: [rule] })) }],
  ])
  const one = only(
    await played(
      historyOf(
        () => 0.9,
        (at) => (at >= after(10) && at < after(13) ? (at === after(11) ? 30 : 20) : 1),
      ),
      { catalog: { services, policies: shippedPolicies } },
    ),
  )
  // Quiet at the look after it, and over when that has lasted five minutes: at the next look.
  expect(one.burnAlerts).toEqual([
    {
      slo: 'availability',
      severity: 'page',
      rules: ['fast'],
      from: after(10),
      until: after(14),
      peakBurnRate: 30,
    },
  ])
})

test('scheduled freezes block for their time', async () => {
  const window: FreezeWindow = {
    name: 'quarter-end',
    reason: 'the books are closed',
    schedule: { kind: 'once', from: '2026-03-12T00:00', until: '2026-03-13T00:00' },
    timeZone: 'UTC',
    services: null,
    changes: ['feature'],
  }
  const one = only(
    await played(
      historyOf(() => 0.9),
      {
        catalog: {
          services: new Map([['checkout', service('checkout')]]),
          policies: shippedPolicies,
          windows: [window],
        },
      },
    ),
  )
  expect(one.freezes).toEqual([
    {
      kind: 'window',
      name: 'quarter-end',
      reason: 'the books are closed',
      from: Date.parse('2026-03-12T00:00:00Z'),
      until: Date.parse('2026-03-13T00:00:00Z'),
    },
  ])
  expect(one.changes.find(({ change }) => change === 'feature')?.blockedMs).toBe(DAY_MS)
  expect(one.changes.find(({ change }) => change === 'p1-bugfix')?.blockedMs).toBe(0)
})

test('conditions on the past see the looks before', async () => {
  const store = await openStore({ path: ':memory:' })
  try {
    const readings = (): Promise<KeptReadings> => Promise.resolve(store.readings)
    const one = only(
      await played(
        historyOf(() => -0.1),
        { policies: ['decision-matrix'], readings },
      ),
    )
    // Frozen once the budget has been exhausted for seven days.
    expect(one.periods.map(({ level, from }) => [level, (from - STEPS.from) / DAY_MS])).toEqual([
      ['BLOCKED', 0],
      ['FROZEN', 7],
    ])
  } finally {
    await store.close()
  }
})

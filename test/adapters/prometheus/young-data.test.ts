import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prometheusSource, type PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { youngWords } from '../../../src/core/budgets/young.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Math.floor(Date.now() / HOUR_MS) * HOUR_MS

/** Counters that were born so long ago, each with one error in a hundred. */
const BORN = {
  moments: { agoMs: 2 * MINUTE_MS, everyMs: 10 * SECOND_MS },
  hours: { agoMs: 10 * HOUR_MS, everyMs: MINUTE_MS },
  days: { agoMs: 2 * DAY_MS, everyMs: 5 * MINUTE_MS },
  ages: { agoMs: 4 * DAY_MS, everyMs: 5 * MINUTE_MS },
} as const
type Born = keyof typeof BORN

function history(): string {
  const family = (name: string, perStep: number): string[] => [
    `# TYPE ${name} counter`,
    ...Object.entries(BORN).flatMap(([born, { agoMs, everyMs }]) =>
      Array.from({ length: Math.floor(agoMs / everyMs) + 1 }, (_, step) => {
        const at = (AT - agoMs + step * everyMs) / SECOND_MS
        return `${name}_total{born="${born}"} ${step * perStep} ${at}`
      }),
    ),
  ]
  return [...family('orders', 1_000), ...family('orders_failed', 10), '# EOF', ''].join('\n')
}

const byCounters = (born: Born): Slo => ({
  ...sloOf(`${born}-counters`, {
    kind: 'events',
    source: 'main',
    bad: `orders_failed_total{born="${born}"}`,
    total: `orders_total{born="${born}"}`,
  }),
})
const byExpressions = (born: Born): Slo => ({
  ...sloOf(`${born}-expressions`, {
    kind: 'events',
    source: 'main',
    bad: `sum(increase(orders_failed_total{born="${born}"}[$window]))`,
    total: `sum(increase(orders_total{born="${born}"}[$window]))`,
  }),
})

describe.skipIf(!hasPrometheus())(
  'a real Prometheus whose series are young (needs prometheus and promtool)',
  () => {
    let server: RunningPrometheus
    let source: PrometheusSource
    beforeAll(async () => {
      server = await startPrometheus({ openMetrics: history() })
      const options = { name: 'main', url: server.url, timeoutMs: 20_000, concurrency: 2, retries: 1 }
      source = prometheusSource([{ ...options, auth: { kind: 'none' } }], restlessClock())
    })
    afterAll(async () => {
      await source.close()
      await server.stop()
    })

    async function read(slo: Slo): Promise<MeasuredReading> {
      const measured = await source.measure([questionOf(slo, AT)], AT)
      const reading = readingOf(slo, measured.get(sloKey(slo)) ?? { samples: new Map() }, AT)
      if (reading.kind === 'missing') throw new Error(reading.detail)
      return reading
    }

    test.each([
      ['moments', byCounters, 'young: 2 min of 30 d'],
      ['moments', byExpressions, 'young: 2 min of 30 d'],
      ['hours', byCounters, 'young: 10 h of 30 d'],
      ['hours', byExpressions, 'young: 10 h of 30 d'],
      ['days', byCounters, 'young: 2 d of 30 d'],
    ] as const)('%s', async (born, sloOfBorn, words) => {
      const slo = sloOfBorn(born)
      const reading = await read(slo)
      expect(reading.young && youngWords(reading.young)).toBe(words)
      // Plainly twice the budget of 99.5 %, grown to the share of a tenth of the window that there is.
      const plain = reading.errorRatio / slo.objective.errorBudgetRatio
      const due = (plain * BORN[born].agoMs) / (3 * DAY_MS)
      expect(plain).toBeGreaterThan(1.9)
      expect(1 - reading.remainingRatio).toBeGreaterThan(due * 0.85)
      expect(1 - reading.remainingRatio).toBeLessThan(due * 1.05)
      expect(reading.exhaustsInMs).toBe(reading.remainingRatio <= 0 ? 0 : null)
    })

    test('from a tenth on the figure is the plain one', async () => {
      const reading = await read(byCounters('ages'))
      expect(reading.young).toBeUndefined()
      expect(reading.coverage).toBeCloseTo(4 / 30, 2)
      expect(reading.remainingRatio).toBeCloseTo(1 - 2, 1)
    })
  },
)

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseObjective } from '../../../../src/core/budgets/objective.ts'
import { rolling } from '../../../../src/core/budgets/slo-window.ts'
import type { SliSample } from '../../../../src/core/budgets/sli-source.ts'
import type { Sli, Slo } from '../../../../src/core/budgets/slo.ts'
import { prometheusSource, type PrometheusSource } from '../../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../../support/prometheus-server.ts'
import { restlessClock } from '../slos.ts'
import { AT, recordedHistory, type RecordedSeries, slothSeries } from './recorded-history.ts'

const MONTH = 30 * DAY_MS
const LOOKBACKS = [MONTH, 5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS]
const thirty = { days: 30, name: '30d' }
const even = { '5m': 0.001, '1h': 0.002, '6h': 0.003, '1d': 0.004, period: 0.0005 }

const HISTORY: readonly RecordedSeries[] = [
  ...slothSeries({
    service: 'ours',
    slo: 'a',
    version: 'budgeteer-1',
    objective: 99.9,
    period: thirty,
    ratios: even,
  }),
  ...slothSeries({
    service: 'sloths',
    slo: 'a',
    version: 'v0.12.0',
    objective: 99.9,
    period: thirty,
    ratios: even,
  }),
  ...slothSeries({
    service: 'idle',
    slo: 'a',
    version: 'budgeteer-1',
    objective: 99.9,
    period: thirty,
    ratios: { ...even, '5m': 'NaN' },
  }),
  ...slothSeries({
    service: 'weeks',
    slo: 'a',
    version: 'budgeteer-1',
    objective: 99.9,
    period: { days: 28, name: '4w' },
    ratios: even,
  }),
  ...slothSeries({
    service: 'stale',
    slo: 'a',
    version: 'budgeteer-1',
    objective: 99.9,
    period: thirty,
    ratios: even,
  }).map((one) => (one.name === 'slo:sli_error:ratio_rate1h' ? { ...one, ageMs: 20 * MINUTE_MS } : one)),
  ...slothSeries({
    service: 'a-b',
    slo: 'c',
    version: 'budgeteer-1',
    objective: 99.9,
    period: thirty,
    ratios: even,
  }),
  ...slothSeries({
    service: 'a',
    slo: 'b-c',
    version: 'budgeteer-1',
    objective: 99.9,
    period: thirty,
    ratios: { ...even, '1h': 0.5 },
  }),
  ...['x', 'y'].map((replica) => ({
    name: 'slo:sli_error:ratio_rate1h',
    labels: { sloth_id: 'twice-a', sloth_service: 'twice', sloth_slo: 'a', replica },
    value: replica === 'x' ? 0.1 : 0.2,
  })),
  ...['x', 'y'].map((replica) => ({
    name: 'slo:sli_error:ratio_rate5m',
    labels: { sloth_id: 'twice-a', sloth_service: 'twice', sloth_slo: 'a', replica },
    value: 0.25,
  })),
  // What the SLOs' own expressions say instead, wherever they are asked.
  { name: 'own_ratio', labels: {}, value: 0.75 },
]

function slo(service: string, name = 'a', more: Partial<Slo> = {}, windowMs = MONTH): Slo {
  const objective = parseObjective('99.9')
  if (objective === undefined) throw new Error('99.9 is an objective')
  const sli: Sli = { kind: 'ratio', source: 'main', expr: 'max_over_time(own_ratio[$window])' }
  return { service, name, title: name, objective, window: rolling(windowMs), sli, ...more }
}

const recordedSlo = (service: string, by: 'sloth' | 'pyrra' = 'sloth', name = 'a'): Slo =>
  slo(service, name, { sli: { kind: 'recorded', source: 'main', by } })

describe.skipIf(!hasPrometheus())(
  'recorded series on a real Prometheus (needs prometheus and promtool)',
  () => {
    let server: RunningPrometheus
    let source: PrometheusSource

    beforeAll(async () => {
      server = await startPrometheus({ openMetrics: recordedHistory(HISTORY) })
      const shared = { timeoutMs: 20_000, concurrency: 4, retries: 0, auth: { kind: 'none' } } as const
      source = prometheusSource(
        [
          { ...shared, name: 'main', url: server.url, recorded: true },
          { ...shared, name: 'own', url: server.url },
        ],
        restlessClock(),
      )
    })
    afterAll(async () => {
      await source.close()
      await server.stop()
    })

    const OWN = { kind: 'success-ratio', ratio: 0.75 }
    const recorded = (errorRatio: number): object => ({
      kind: 'success-ratio',
      ratio: expect.closeTo(1 - errorRatio, 9) as number,
    })
    const whole = [recorded(0.0005), recorded(0.001), recorded(0.002), recorded(0.003), recorded(0.004)]

    test.each<{ name: string; slo: Slo; lookbacks?: readonly number[]; due: readonly object[] }>([
      { name: 'what our rules record is read, the window too', slo: slo('ours'), due: whole },
      {
        name: 'what Sloth records is read, except the window, for which the expressions of the SLO are asked',
        slo: slo('sloths'),
        due: [OWN, ...whole.slice(1)],
      },
      { name: 'what is not recorded is asked for', slo: slo('unknown'), due: LOOKBACKS.map(() => OWN) },
      {
        name: 'a ratio that is no number is asked for',
        slo: slo('idle'),
        due: [whole[0] ?? OWN, OWN, ...whole.slice(2)],
      },
      {
        name: 'a series that ended is asked for',
        slo: slo('stale'),
        due: [whole[0] ?? OWN, whole[1] ?? OWN, OWN, ...whole.slice(3)],
      },
      {
        name: 'a window of four weeks goes by the name that Prometheus gives it',
        slo: slo('weeks', 'a', {}, 28 * DAY_MS),
        lookbacks: [28 * DAY_MS, 5 * MINUTE_MS],
        due: whole.slice(0, 2),
      },
      {
        name: 'an SLO whose id is that of another one is told apart by service and name',
        slo: slo('a-b', 'c'),
        due: whole,
      },
      {
        name: 'series that contradict each other are asked for; replicas that agree are one',
        slo: slo('twice'),
        due: [OWN, recorded(0.25), OWN, OWN, OWN],
      },
      {
        name: 'least traffic needs counts, which a recorded ratio has not',
        slo: slo('ours', 'a', { minEvents: 10 }),
        due: LOOKBACKS.map(() => OWN),
      },
      {
        name: 'slices are not in a recorded ratio',
        slo: slo('ours', 'a', { budgeting: { kind: 'timeslices', sliceMs: 60_000, target: 0.9 } }),
        lookbacks: [],
        due: [],
      },
      {
        name: 'a source that is not told to reads nothing recorded',
        slo: slo('ours', 'a', {
          sli: { kind: 'ratio', source: 'own', expr: 'max_over_time(own_ratio[$window])' },
        }),
        due: LOOKBACKS.map(() => OWN),
      },
      {
        name: 'a discovered SLO has Sloth’s own figure of the window',
        slo: recordedSlo('sloths'),
        due: whole,
      },
      {
        name: 'a discovered SLO without traffic says so',
        slo: recordedSlo('idle'),
        due: [
          whole[0] ?? OWN,
          { kind: 'missing', reason: 'no_traffic', detail: expect.any(String) as string },
          ...whole.slice(2),
        ],
      },
      {
        name: 'a discovered SLO with contradicting series says so',
        slo: recordedSlo('twice'),
        lookbacks: [HOUR_MS],
        due: [
          {
            kind: 'missing',
            reason: 'query_failed',
            detail: expect.stringContaining('contradict') as string,
          },
        ],
      },
      {
        name: 'a discovered SLO that vanished has no data',
        slo: recordedSlo('gone'),
        lookbacks: [MONTH],
        due: [{ kind: 'missing', reason: 'no_data', detail: 'nothing is recorded over 30d' }],
      },
    ])('$name', async ({ slo: asked, lookbacks = LOOKBACKS, due }) => {
      const measured = await source.measure([{ slo: asked, lookbacksMs: lookbacks }], AT)
      const found = measured.get(`${asked.service}/${asked.name}`)
      expect(lookbacks.map((ms) => found?.samples.get(ms))).toEqual(due)
    })

    test('all of them in one poll give the same figures', async () => {
      const slos = [slo('ours'), slo('sloths'), slo('unknown'), slo('idle'), slo('a-b', 'c'), slo('a', 'b-c')]
      const measured = await source.measure(
        slos.map((one) => ({ slo: one, lookbacksMs: LOOKBACKS })),
        AT,
      )
      const hour = (key: string): SliSample | undefined => measured.get(key)?.samples.get(HOUR_MS)
      expect(hour('a-b/c')).toEqual(recorded(0.002))
      expect(hour('a/b-c')).toEqual(recorded(0.5))
      expect(hour('unknown/a')).toEqual(OWN)
    })
  },
)

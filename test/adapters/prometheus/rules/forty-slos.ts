import { type BurnTable, burnRules } from '../../../../src/core/budgets/burn-tables.ts'
import { parseObjective } from '../../../../src/core/budgets/objective.ts'
import { rolling, type SloWindow } from '../../../../src/core/budgets/slo-window.ts'
import type { Budgeting, Sli, Slo } from '../../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

const source = 'main'

interface Row {
  readonly sli: Sli
  readonly objective?: string
  readonly window?: SloWindow
  readonly table?: BurnTable
  readonly budgeting?: Budgeting
  readonly minEvents?: number
}

const http = 'http_requests_total{job="api"}'
const good = 'http_requests_total{job="api",code!~"5.."}'
const bad = 'http_requests_total{job="api",code=~"5.."}'
const badEvents: Sli = { kind: 'events', source, bad, total: http }
const goodEvents: Sli = { kind: 'events', source, good, total: http }
const orders: Sli = { kind: 'events', source, bad: 'orders_failed_total', total: 'orders_total' }
const latency = (threshold: number): Sli => ({
  kind: 'latency',
  source,
  histogram: 'request_seconds{job="api"}',
  threshold,
})
const ratio = (expr: string): Sli => ({ kind: 'ratio', source, expr })
const accuracy = { kind: 'quality', source, bound: 'at-least', limit: 0.92, everyMs: MINUTE_MS } as const
const slices = (sliceMs: number, target: number): Budgeting => ({ kind: 'timeslices', sliceMs, target })
const days = (count: number): SloWindow => rolling(count * DAY_MS)
const own: BurnTable = [
  {
    name: 'quick',
    severity: 'page',
    longMs: 45 * MINUTE_MS,
    shortMs: 3 * MINUTE_MS,
    threshold: { kind: 'factor', factor: 4 },
  },
  {
    name: 'long',
    severity: 'ticket',
    longMs: 12 * HOUR_MS,
    shortMs: null,
    threshold: { kind: 'share', budgetShare: 0.05 },
  },
]

/** The Workbook's rules that promtool can work out where each minute is looked at. */
const upToADay: BurnTable = [
  ...[
    ['1h-5m', 'page', HOUR_MS, 5 * MINUTE_MS, 14.4] as const,
    ['6h-30m', 'page', 6 * HOUR_MS, 30 * MINUTE_MS, 6] as const,
    ['1d-2h', 'ticket', DAY_MS, 2 * HOUR_MS, 3] as const,
  ].map(([name, severity, longMs, shortMs, factor]) => ({
    name,
    severity,
    longMs,
    shortMs,
    threshold: { kind: 'factor' as const, factor },
  })),
]

/**
 * Of every kind, window, budgeting and table of burn rules; 40 of them can be recorded. Where each minute is looked
 * at the windows are short, because those looks are what takes time, and promtool bears 10,000 samples.
 */
const ROWS: Readonly<Record<string, Row>> = {
  'good-events': { sli: goodEvents },
  'good-events-90': { sli: goodEvents, objective: '90' },
  'good-events-28d': { sli: goodEvents, window: days(28) },
  'good-events-7d': { sli: goodEvents, window: days(7), objective: '99' },
  'good-events-1d': { sli: goodEvents, window: days(1), objective: '98' },
  'good-events-90d': { sli: goodEvents, window: days(90), objective: '99.95' },
  'bad-events': { sli: badEvents },
  'bad-events-fast-slow-critical': { sli: badEvents, table: 'fast-slow-critical', objective: '99' },
  'bad-events-own-rules': { sli: badEvents, table: own, objective: '97' },
  'bad-events-no-rules': { sli: badEvents, table: 'off' },
  'bad-events-least-traffic': { sli: badEvents, minEvents: 500 },
  'bad-events-month': { sli: badEvents, window: { kind: 'calendar', unit: 'month', timeZone: 'UTC' } },
  'bad-never-seen': {
    sli: { kind: 'events', source, bad: 'http_requests_total{job="api",code="418"}', total: http },
  },
  orders: { sli: orders, objective: '99.9' },
  'orders-97': { sli: orders, objective: '97' },
  'orders-expression': {
    sli: {
      kind: 'events',
      source,
      bad: 'sum by (shop) (rate(orders_failed_total[$window])) # of one shop',
      total: 'sum(rate(orders_total[$window]))',
    },
  },
  'several-series': {
    sli: {
      kind: 'events',
      source,
      bad: 'sum by (code) (increase(http_requests_total[$window]))',
      total: `sum(increase(${http}[$window]))`,
    },
  },
  idle: { sli: { kind: 'events', source, good: 'idle_good_total', total: 'idle_total' } },
  absent: { sli: { kind: 'events', source, good: 'nowhere_good_total', total: 'nowhere_total' } },
  'good-above-total': { sli: { kind: 'events', source, good: 'wrong_good_total', total: 'wrong_total' } },
  'latency-300ms': { sli: latency(0.3), objective: '95' },
  'latency-1s': { sli: latency(1) },
  'latency-no-bucket': { sli: latency(0.25) },
  'latency-slices': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: latency(0.3),
    budgeting: slices(MINUTE_MS, 0.9),
  },
  ratio: {
    sli: ratio(`sum(increase(${good}[$window])) / sum(increase(${http}[$window]))`),
  },
  'ratio-of-one-shop': {
    sli: ratio(
      '1 - sum by (shop) (rate(orders_failed_total[$window])) / sum by (shop) (rate(orders_total[$window]))',
    ),
    objective: '99',
  },
  'ratio-scalar': {
    sli: ratio('scalar(1 - sum(rate(orders_failed_total[$window])) / sum(rate(orders_total[$window])))'),
  },
  'ratio-slices': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: ratio(
      'sum(rate(orders_total[$window]) - rate(orders_failed_total[$window])) / sum(rate(orders_total[$window]))',
    ),
    budgeting: slices(5 * MINUTE_MS, 0.98),
    objective: '99',
  },
  'slices-1m': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: badEvents,
    budgeting: slices(MINUTE_MS, 0.99),
    objective: '99',
  },
  'slices-10m': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: goodEvents,
    budgeting: slices(10 * MINUTE_MS, 0.98),
    objective: '95',
  },
  'slices-least-traffic': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: badEvents,
    budgeting: slices(MINUTE_MS, 0.999),
    minEvents: 100,
  },
  'mean-of-slices': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: orders,
    budgeting: { kind: 'ratio-timeslices', sliceMs: 5 * MINUTE_MS },
  },
  'accuracy-by-time': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: { ...accuracy, gauge: 'model_accuracy{model="a"}', by: 'time' },
  },
  'accuracy-of-two': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: { ...accuracy, gauge: 'model_accuracy', by: 'time' },
    objective: '90',
  },
  'accuracy-by-samples': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: { ...accuracy, gauge: 'model_accuracy{model="a"}', by: 'samples', everyMs: 2 * MINUTE_MS },
  },
  freshness: {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: {
      kind: 'freshness',
      source,
      gauge: 'features_updated_at',
      maxAgeMs: 10 * MINUTE_MS,
      everyMs: MINUTE_MS,
      goneAfterMs: HOUR_MS,
    },
  },
  'batch-counters': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'counters', all: 'job_runs_total', succeeded: 'job_runs_total{result="ok"}' },
    },
    objective: '97',
  },
  'batch-durations': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: { kind: 'batch', source, runs: { of: 'durations', histogram: 'job_seconds', withinMs: MINUTE_MS } },
    objective: '95',
  },
  'batch-gauges': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: {
      kind: 'batch',
      source,
      runs: {
        of: 'gauges',
        completed: 'nightly_completed',
        succeeded: 'nightly_succeeded',
        duration: { gauge: 'nightly_seconds', withinMs: 10 * MINUTE_MS },
        everyMs: 20 * MINUTE_MS,
      },
    },
    objective: '96',
  },
  'batch-overdue': {
    window: rolling(30 * HOUR_MS),
    table: upToADay,
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'gauges', completed: 'nightly_completed', everyMs: 20 * MINUTE_MS },
    },
    objective: '96',
  },
  'native-latency': {
    sli: { kind: 'latency', source, histogram: 'native_seconds', threshold: 0.3, isNative: true },
  },
  pushed: { sli: { kind: 'pushed' } },
  remaining: { sli: { kind: 'remaining', source, expr: 'budget_left', unit: 'ratio' } },
  'ratio-of-the-window': { sli: ratio('good_share_of_the_window') },
  recorded: { sli: { kind: 'recorded', source, by: 'sloth' } },
  unclosed: { sli: ratio('sum(rate(orders_total[$window])') },
}

export const FORTY_SLOS: readonly Slo[] = Object.entries(ROWS).map(
  ([
    name,
    { sli, objective: percent = '99.5', window = days(30), table = 'workbook', budgeting, minEvents },
  ]) => {
    const objective = parseObjective(percent)
    if (objective === undefined) throw new Error(`${percent} is no objective`)
    return {
      service: 'shop',
      name,
      title: `Of "${name}": {{ all }}`,
      objective,
      window,
      sli,
      burnRules: burnRules(table, window),
      ...(budgeting !== undefined && { budgeting }),
      ...(minEvents !== undefined && { minEvents }),
    }
  },
)

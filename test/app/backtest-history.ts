import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/kernel/time/duration.ts'
import { type NativeSample, writeHistograms } from '../support/remote-write.ts'

/** A Friday, on a whole number of looks. */
export const STEP_MS = 45 * MINUTE_MS
export const UNTIL = Math.floor(Date.parse('2026-03-13T12:00:00Z') / STEP_MS) * STEP_MS
export const LOOKS = 200
export const FROM = UNTIL - (LOOKS - 1) * STEP_MS

/** Before the first look there is young data; then an outage, a new series, a restart and hours without a scrape follow. */
const BEGINS = FROM - 5 * HOUR_MS
const SAMPLE_MS = 2 * MINUTE_MS
export const OUTAGE = { from: FROM + 30 * HOUR_MS, until: FROM + 33 * HOUR_MS }
/** The second half of the outage is agreed. */
export const AGREED = { from: FROM + 32 * HOUR_MS, until: FROM + 33 * HOUR_MS }
const UNSCRAPED = { from: FROM + 118 * HOUR_MS, until: FROM + 121 * HOUR_MS }
const RESTART = FROM + 60 * HOUR_MS
const BORN = FROM + 70 * HOUR_MS + 7 * MINUTE_MS
/** Runs are looked for each minute, which costs a poll much: there are some in the last hours alone. */
const RUNS_BEGIN = UNTIL - 15 * HOUR_MS

const RUN_EACH_MS = 3 * HOUR_MS
const runEnd = (at: number): number => Math.floor(at / RUN_EACH_MS) * RUN_EACH_MS
const FAILED_RUN = { from: runEnd(RUNS_BEGIN + 6 * HOUR_MS), until: runEnd(RUNS_BEGIN + 9 * HOUR_MS) }

const isIn = (at: number, { from, until }: { readonly from: number; readonly until: number }): boolean =>
  at >= from && at < until

type Series = (at: number, index: number) => number | undefined

const afterBegin =
  (value: (at: number) => number): Series =>
  (at) =>
    at < RUNS_BEGIN ? undefined : value(at)

/** Grows by `step` at each sample; begins again where it was restarted. */
function counter(step: (at: number, index: number) => number, born = -Infinity): Series {
  let value = 0
  return (at, index) => {
    if (at < born) return undefined
    if (at >= RESTART && at < RESTART + SAMPLE_MS) value = 0
    value += step(at, index)
    return value
  }
}

const failing = (at: number): number => (isIn(at, OUTAGE) ? 40 : 0)
const target = 'job="shop",instance="a:80"'

const SERIES: readonly (readonly [string, () => Series])[] = [
  [`requests_total{code="200",${target}}`, () => counter((at, index) => 50 + (index % 7) - failing(at))],
  [
    `requests_total{code="500",${target}}`,
    () => counter((at, index) => (index % 400 === 3 ? 2 : 0) + failing(at)),
  ],
  [`requests_total{code="503",${target}}`, () => counter((_, index) => (index % 50 === 0 ? 1 : 0), BORN)],
  [
    `seconds_bucket{le="0.2",${target}}`,
    () => counter((at, index) => 20 - (index % 90 === 0 ? 3 : 0) - failing(at) / 4),
  ],
  [`seconds_bucket{le="+Inf",${target}}`, () => counter(() => 20)],
  [`seconds_count{${target}}`, () => counter(() => 20)],
  ['accuracy{model="a"}', () => (at, index) => (isIn(at, OUTAGE) ? 0.8 : 0.93 + 0.01 * (index % 5))],
  ['updated_seconds{set="a"}', () => (at) => (isIn(at, OUTAGE) ? OUTAGE.from : at - 30_000) / SECOND_MS],
  ['runs_total{state="ok"}', () => counter((_, index) => (index % 45 === 0 ? 1 : 0), RUNS_BEGIN)],
  ['runs_total{state="failed"}', () => counter((_, index) => (index % 300 === 30 ? 1 : 0), RUNS_BEGIN)],
  ['job_seconds_bucket{le="60"}', () => counter((_, index) => (index % 45 === 20 ? 1 : 0), RUNS_BEGIN)],
  ['job_seconds_bucket{le="+Inf"}', () => counter((_, index) => (index % 30 === 20 ? 1 : 0), RUNS_BEGIN)],
  ['job_seconds_count', () => counter((_, index) => (index % 30 === 20 ? 1 : 0), RUNS_BEGIN)],
  ['nightly_completed_seconds', () => afterBegin((at) => runEnd(at) / SECOND_MS)],
  [
    'nightly_succeeded_seconds',
    () => afterBegin((at) => (isIn(at, FAILED_RUN) ? FAILED_RUN.from - RUN_EACH_MS : runEnd(at)) / SECOND_MS),
  ],
  ['budget_left', () => (at) => (isIn(at, OUTAGE) ? 0.2 : 0.6)],
  ...sloth('sloth', 'imported', '0.11.0'),
  ...sloth('shop', 'taken-over', 'budgeteer-0.2.0'),
  ['pyrra_objective{slo="journey",service="pyrra"}', () => () => 0.99],
  ['pyrra_window{slo="journey",service="pyrra"}', () => () => 259_200],
  ['pyrra_availability{slo="journey",service="pyrra"}', () => (at) => (isIn(at, OUTAGE) ? 0.985 : 0.999)],
  ['requests:burnrate5m{slo="journey",service="pyrra"}', () => (at) => (isIn(at, OUTAGE) ? 0.4 : 0.001)],
  ['requests:burnrate30m{slo="journey",service="pyrra"}', () => (at) => (isIn(at, OUTAGE) ? 0.3 : 0.001)],
]

/** What Sloth's rules record of an SLO over three days. */
function sloth(service: string, slo: string, version: string): readonly (readonly [string, () => Series])[] {
  const labels = `sloth_id="${service}-${slo}",sloth_service="${service}",sloth_slo="${slo}"`
  const ratios = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].map(
    (lookback, index) =>
      [
        `slo:sli_error:ratio_rate${lookback}{${labels},sloth_window="${lookback}"}`,
        (): Series => (at) => (isIn(at, OUTAGE) ? 0.5 / (index + 1) : 0.0005 * (index + 1)),
      ] as const,
  )
  return [
    ...ratios,
    [`sloth_slo_info{${labels},sloth_version="${version}",sloth_objective="99"}`, () => () => 1],
    [`slo:objective:ratio{${labels}}`, () => () => 0.99],
    [`slo:time_period:days{${labels}}`, () => () => 3],
  ]
}

/** Native histograms have no text format: a server of their own is fed with them. */
export const NATIVE_SERVER = {
  flags: ['--enable-feature=native-histograms', '--web.enable-remote-write-receiver'],
  retention: '10y',
}

export async function writeNative(url: string): Promise<void> {
  const samples: NativeSample[] = []
  let buckets = [0, 0, 0]
  for (let at = BEGINS, k = 0; at <= UNTIL; at += SAMPLE_MS, k += 1) {
    const step = isIn(at, OUTAGE) ? [2, 3, 15] : [12, 8, k % 40 === 0 ? 3 : 0]
    buckets = buckets.map((count, index) => count + (step[index] ?? 0))
    if (!isIn(at, UNSCRAPED)) samples.push({ at, sum: k, buckets, firstBucket: -2 })
  }
  const labels = { __name__: 'native_seconds', job: 'shop', instance: 'a:80' }
  await writeHistograms(url, [{ labels, samples }])
}

/** OpenMetrics text with a series for each kind of SLI, up to the last look. */
export function backtestHistory(): string {
  const lines: string[] = []
  for (const [name, begin] of SERIES) {
    const series = begin()
    for (let at = BEGINS, index = 0; at <= UNTIL; at += SAMPLE_MS, index += 1) {
      const value = series(at, index)
      if (value !== undefined && !isIn(at, UNSCRAPED)) lines.push(`${name} ${value} ${at / SECOND_MS}`)
    }
  }
  return `${lines.join('\n')}\n# EOF\n`
}

/** Every kind of SLI that can be configured, beside those that are discovered. */
export const BACKTEST_SERVICES = `services:
  - name: shop
    title: Shop
    owner: { users: [U0OWNER] }
    policy: zones
    slos:
      - { name: requests, title: Requests, objective: 99, window: 3d, sli: { events: { source: main, bad: 'requests_total{code=~"5.."}', total: requests_total } } }
      - { name: taken-over, title: Taken over, objective: 99, window: 3d, sli: { events: { source: kept, bad: 'requests_total{code="500"}', total: requests_total } } }
      - { name: speed, title: Speed, objective: 95, window: 3d, sli: { latency: { source: main, histogram: seconds, threshold: 200ms } } }
      - { name: native, title: Native, objective: 95, window: 3d, sli: { latency: { source: native, histogram: native_seconds, native: true, threshold: 250ms } } }
      - { name: whole, title: Whole, objective: 97, window: 3d, sli: { composite: { method: weighted, of: [{ slo: requests, weight: 2 }, { slo: speed }, { service: push, slo: orders }] } } }
  - name: taken
    title: Taken over
    owner: { users: [U0OWNER] }
    slos:
      - { name: ratio, title: Ratio, objective: 98, window: 3d, sli: { ratio: { source: main, expr: 'sum(rate(requests_total{code="200"}[$window])) / sum(rate(requests_total[$window]))' } } }
      - { name: halves, title: Half hours, objective: 90, window: 3d, budgeting: { timeslices: { slice: 30m, target: 95 } }, sli: { events: { source: main, good: 'requests_total{code="200"}', total: requests_total } } }
      - { name: shares, title: Shares, objective: 98, window: 3d, budgeting: { ratio_timeslices: { slice: 1h } }, sli: { events: { source: main, bad: 'requests_total{code="500"}', total: requests_total } } }
      - { name: week, title: The week, objective: 99, window: week, sli: { events: { source: main, good: 'sum(increase(requests_total{code="200"}[$window]))', total: 'sum(increase(requests_total[$window]))' } } }
  - name: data
    title: Data
    owner: { users: [U0OWNER] }
    policy: three-tier
    slos:
      - { name: accuracy, title: Accuracy, objective: 95, window: 3d, sli: { quality: { source: main, gauge: accuracy, at_least: 0.92, every: 10m } } }
      - { name: fresh, title: Fresh, objective: 95, window: 3d, sli: { freshness: { source: main, gauge: updated_seconds, max_age: 10m, every: 10m } } }
      - { name: runs, title: Runs, objective: 90, window: 3d, sli: { batch: { source: main, runs: runs_total, failed: 'runs_total{state="failed"}' } } }
      - { name: jobs, title: Jobs, objective: 60, window: 3d, sli: { batch: { source: main, histogram: job_seconds, within: 60s } } }
      - { name: nightly, title: Nightly, objective: 90, window: 3d, sli: { batch: { source: main, completed: nightly_completed_seconds, succeeded: nightly_succeeded_seconds } } }
  - name: push
    title: Pushed
    owner: { users: [U0OWNER] }
    policy: decision-matrix
    slos:
      - { name: orders, title: Orders, objective: 99, window: 3d, sli: { pushed: {} } }
      - { name: left, title: Left, objective: 99, window: 3d, sli: { remaining: { source: main, expr: budget_left, unit: ratio } } }
`

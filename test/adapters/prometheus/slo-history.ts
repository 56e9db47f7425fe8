import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

/** When every figure is taken: 12 days into February and 43 into the quarter, between two samples. */
export const AT = Date.parse('2026-02-12T10:02:30Z')

const FIRST_AT = AT - 32 * DAY_MS + 2.5 * MINUTE_MS
/** Four weeks of a sample in five minutes, then four days of one a minute. */
const EARLY = (28 * DAY_MS) / (5 * MINUTE_MS)
const SAMPLES = EARLY + (4 * DAY_MS) / MINUTE_MS - 2
const sampledAt = (k: number): number =>
  FIRST_AT + Math.min(k, EARLY) * 5 * MINUTE_MS + Math.max(0, k - EARLY) * MINUTE_MS

/** A series at sample k, or undefined where it was not scraped. `at` is in Unix seconds. */
type Series = (k: number, at: number) => number | undefined

/** The same noise in each run: 0 to 1. */
function noise(seed: number): (k: number) => number {
  return (k) => {
    let x = (Math.imul(k + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)) >>> 0
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39) >>> 0
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Grows by `step(k)` at each sample. Begins again at what it grew by where `resets` says so. */
function counter(step: (k: number) => number, resets: (k: number) => boolean = () => false): Series {
  const values: number[] = []
  return (k) => {
    for (let next = values.length; next <= k; next += 1)
      values.push((next === 0 || resets(next) ? 0 : (values[next - 1] ?? 0)) + step(next))
    return values[k]
  }
}

const between =
  (from: number, until: number, series: Series): Series =>
  (k, at) =>
    k >= from && k < until ? series(k, at) : undefined

const without =
  (from: number, until: number, series: Series): Series =>
  (k, at) =>
    k >= from && k < until ? undefined : series(k, at)

const traffic = (seed: number) => (k: number) =>
  Math.round(40 + 30 * Math.sin((k / 288) * 2 * Math.PI) + 20 * noise(seed)(k))
const share = (seed: number, ratio: (k: number) => number) => (k: number) =>
  Math.floor(traffic(seed)(k) * ratio(k) * noise(seed + 100)(k))
/** Bad hours now and then, and all of the last twenty minutes. */
const outages = (k: number): number => (k % 700 < 9 || k > SAMPLES - 20 ? 0.9 : 0.02)

/** A nightly job: ended at 02:00 and some minutes, but not on days 7 and 20; on day 11 it failed, on day 15 it was slow. */
const night = (at: number): number => Math.floor((at - 2 * 3_600) / 86_400)
const jitter = (day: number): number => Math.floor(1_800 * noise(7)(day % 1_000))
const MISSED = [7, 20]
const FAILED = [11, 29]
const SLOW = [15]
const firstDay = night(FIRST_AT / 1_000)
const endedAt = (at: number): { day: number; at: number } => {
  for (let day = night(at); ; day -= 1) {
    const ended = day * 86_400 + 2 * 3_600 + jitter(day)
    if (ended <= at && !MISSED.includes(day - firstDay)) return { day: day - firstDay, at: ended }
  }
}
const lastGood = (at: number): number => {
  let ended = endedAt(at)
  while (FAILED.includes(ended.day)) ended = endedAt(ended.at - 7_200)
  return ended.at
}

/** Days without scrapes, a counter that begins again, one that begins late, one that goes away: each kind of series has some. */
const SERIES: readonly (readonly [string, Series])[] = [
  ['requests_total{code="200",pod="a"}', counter(traffic(1), (k) => k % 2_000 === 1_234)],
  ['requests_total{code="500",pod="a"}', counter(share(1, outages), (k) => k % 2_000 === 1_234)],
  ['requests_total{code="200",pod="b"}', without(3_000, 3_400, counter(traffic(2)))],
  ['requests_total{code="500",pod="b"}', without(3_000, 3_400, counter(share(2, outages)))],
  ['requests_total{code="200",pod="c"}', between(6_000, SAMPLES, counter(traffic(3)))],
  ['requests_total{code="500",pod="c"}', between(6_100, SAMPLES, counter(share(3, outages)))],
  ['requests_total{code="200",pod="d"}', between(0, 5_000, counter(traffic(4)))],
  [
    'seconds_bucket{pod="a",le="0.2"}',
    counter(
      (k) => traffic(1)(k) - share(1, outages)(k),
      (k) => k === 4_000,
    ),
  ],
  ['seconds_bucket{pod="a",le="+Inf"}', counter(traffic(1), (k) => k === 4_000)],
  ['seconds_count{pod="a"}', counter(traffic(1), (k) => k === 4_000)],
  [
    'seconds_bucket{pod="b",le="0.2"}',
    between(
      5_000,
      SAMPLES,
      counter((k) => traffic(2)(k) - share(2, outages)(k)),
    ),
  ],
  ['seconds_bucket{pod="b",le="+Inf"}', between(5_000, SAMPLES, counter(traffic(2)))],
  ['seconds_count{pod="b"}', between(5_000, SAMPLES, counter(traffic(2)))],
  ['quiet_total', counter((k) => (k % 40 === 0 ? 30 : k % 7 === 0 ? 2 : 0))],
  ['quiet_errors_total', counter((k) => (k % 80 === 0 ? 12 : k % 21 === 0 ? 1 : 0))],
  ['accuracy{model="a"}', (k) => 0.9 + 0.1 * noise(11)(k)],
  ['accuracy{model="b"}', without(2_000, 2_500, (k) => 0.88 + 0.1 * noise(12)(k))],
  [
    'accuracy{model="c"}',
    between(7_000, SAMPLES - 30, (k) => (k % 50 === 0 ? Number.NaN : 0.91 + 0.05 * noise(13)(k))),
  ],
  ['updated_seconds{set="a"}', (k, at) => at - (k % 97 < 12 ? 300 * (k % 97) : 120)],
  ['updated_seconds{set="b"}', without(1_500, 1_700, (_, at) => Math.floor(at / 3_600) * 3_600)],
  ['updated_seconds{set="c"}', between(8_000, SAMPLES - 100, (k, at) => (k < 8_040 ? 0 : at - 60))],
  [
    'job_runs_total{state="ok"}',
    counter(
      (k) => (k % 288 === 30 ? 1 : 0),
      (k) => k === 4_321,
    ),
  ],
  [
    'job_runs_total{state="failed"}',
    between(
      2_000,
      SAMPLES,
      counter((k) => (k === 2_000 || k % 2_100 === 77 ? 1 : 0)),
    ),
  ],
  [
    'job_seconds_bucket{le="14400"}',
    counter(
      (k) => (k % 288 === 30 && k % 5 !== 0 ? 1 : 0),
      (k) => k === 4_321,
    ),
  ],
  [
    'job_seconds_bucket{le="+Inf"}',
    counter(
      (k) => (k % 288 === 30 ? 1 : 0),
      (k) => k === 4_321,
    ),
  ],
  [
    'job_seconds_count',
    counter(
      (k) => (k % 288 === 30 ? 1 : 0),
      (k) => k === 4_321,
    ),
  ],
  ['job_completed_seconds', without(2_600, 2_650, (_, at) => endedAt(at).at)],
  ['job_succeeded_seconds', without(2_600, 2_650, (_, at) => lastGood(at))],
  [
    'job_duration_seconds',
    without(2_600, 2_650, (_, at) => (SLOW.includes(endedAt(at).day) ? 15_000 : 9_000)),
  ],
]

/** 32 days of OpenMetrics text up to `AT`. */
export function sloHistory(): string {
  const lines: string[] = []
  for (const [name, series] of SERIES) {
    for (let k = 0; k < SAMPLES; k += 1) {
      const at = sampledAt(k) / 1_000
      const value = series(k, at)
      if (value !== undefined) lines.push(`${name} ${value} ${at}`)
    }
  }
  return `${lines.join('\n')}\n# EOF\n`
}

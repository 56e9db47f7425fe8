import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const STEP_MS = 5 * MINUTE_MS
const SAMPLES = 8640

/** When every figure of the history is taken: half a step after the newest sample. */
export const AT = Date.parse('2026-01-31T00:02:30Z')

/**
 * What `increase` makes of a counter over 30 days: it saw 8,639 steps and extrapolates by half a step at either end, to
 * 8,640. At an hour it is 12 for 11.
 */
export const EDGES = 8640 / 8639

/** Value of a counter at sample k, or undefined where it was not scraped. */
type Counter = (k: number) => number | undefined

const steady =
  (perStep: number): Counter =>
  (k) =>
    100_000 + perStep * k

/** A burst of 55 instead of 5 errors a step in the last twelve steps. */
const burst: Counter = (k) => 100_000 + 5 * k + 50 * Math.max(0, k - 8627)

const resetAt =
  (perStep: number, valueAfter: number): Counter =>
  (k) =>
    k < 4320 ? 100_000 + perStep * k : valueAfter + perStep * (k - 4320)

const withoutADay =
  (perStep: number): Counter =>
  (k) =>
    k >= 1000 && k < 1288 ? undefined : 100_000 + perStep * k

const inTheLastThreeDays =
  (perStep: number): Counter =>
  (k) =>
    k < 7776 ? undefined : perStep * (k - 7776)

const constant =
  (value: number): Counter =>
  () =>
    value

const SERIES: readonly (readonly [string, Counter])[] = [
  ['http_requests_total{service="checkout",code="200"}', steady(995)],
  ['http_requests_total{service="checkout",code="500"}', burst],
  ['orders_total', resetAt(100, 100)],
  ['orders_errors_total', resetAt(1, 0)],
  ['search_total', withoutADay(10)],
  ['search_good_total', withoutADay(9)],
  ['signup_total', inTheLastThreeDays(10)],
  ['signup_good_total', inTheLastThreeDays(9)],
  ['billing_total{code="200"}', steady(10)],
  ['idle_total', constant(5)],
  ['idle_good_total', constant(5)],
  ['request_seconds_bucket{instance="a",le="0.3"}', steady(490)],
  ['request_seconds_bucket{instance="a",le="1"}', steady(499)],
  ['request_seconds_count{instance="a"}', steady(500)],
  ['request_seconds_bucket{instance="b",le="0.3"}', steady(490)],
  ['request_seconds_bucket{instance="b",le="1.0"}', steady(499)],
  ['request_seconds_count{instance="b"}', steady(500)],
  ['budget_remaining_percent{service="checkout"}', constant(42)],
  ['budget_remaining_ratio{service="checkout"}', constant(-0.25)],
  ['burn_rate{service="checkout",window="1h"}', constant(2.5)],
]

/** Thirty days of OpenMetrics text up to `AT`. */
export function thirtyDays(): string {
  const firstAt = AT - 30 * DAY_MS + STEP_MS / 2
  const lines: string[] = []
  for (const [series, counter] of SERIES) {
    for (let k = 0; k < SAMPLES; k += 1) {
      const value = counter(k)
      if (value !== undefined) lines.push(`${series} ${value} ${(firstAt + k * STEP_MS) / 1000}`)
    }
  }
  return `${lines.join('\n')}\n# EOF\n`
}

import { MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

/** Minutes that the history has. */
export const MINUTES = 720
/** Where minute 0 lies for a real Prometheus: a midnight, so that looks at fixed steps fall as for promtool's 1970. */
export const BEGINS_AT = Date.parse('2026-04-10T00:00:00Z')

/** One series by the minute; undefined where it was not scraped. */
export interface History {
  readonly series: string
  readonly value: (minute: number) => number | undefined
  /** Its values are Unix times, in seconds since minute 0. */
  readonly isTime?: true
}

/** Requests each minute: none for half an hour, and a quiet hour. */
const requests = (minute: number): number =>
  minute >= 420 && minute < 450 ? 0 : minute >= 600 && minute < 660 ? 3 : 1000

/** How much of it fails: an outage, a slow burn, a blip, each with time to clear. */
function failing(minute: number): number {
  if (minute >= 128 && minute < 145) return 0.6
  if (minute >= 200 && minute < 330) return 0.03
  if (minute >= 516 && minute < 519) return 1
  return minute < 60 ? 0 : 0.0005
}

const failed = (minute: number): number => Math.round(requests(minute) * failing(minute))

/** What a counter shows that grows by so much each minute. It was reset at `resetAt`, and first seen at `seenFrom`. */
function counter(
  perMinute: (minute: number) => number,
  { resetAt = -1, seenFrom = 0 }: { readonly resetAt?: number; readonly seenFrom?: number } = {},
): (minute: number) => number | undefined {
  const sums: number[] = []
  let sum = 50
  for (let minute = 0; minute <= MINUTES; minute += 1) {
    sum = (minute === resetAt ? 0 : sum) + perMinute(minute)
    sums.push(sum)
  }
  return (minute) => (minute < seenFrom ? undefined : sums[minute])
}

const slow = (minute: number): number => failed(minute) + Math.round(requests(minute) * 0.01)

/** The minute of the last run of an hourly job that is not late; runs that fail, and one that does not happen. */
const lastRun = (minute: number): number => {
  const run = Math.floor(minute / 20) * 20
  return run >= 300 && run < 400 ? 280 : run
}
const lastGoodRun = (minute: number): number => {
  for (let run = lastRun(minute); run > 0; run -= 20) if (run < 120 || run >= 180) return run
  return 0
}

export const HISTORIES: readonly History[] = [
  {
    series: 'http_requests_total{job="api",code="200"}',
    value: counter((k) => requests(k) - failed(k), { resetAt: 250 }),
  },
  { series: 'http_requests_total{job="api",code="500"}', value: counter(failed, { seenFrom: 90 }) },
  { series: 'orders_total{shop="north"}', value: counter((k) => requests(k) / 2) },
  { series: 'orders_failed_total{shop="north"}', value: counter((k) => failed(k) / 2, { resetAt: 134 }) },
  { series: 'request_seconds_bucket{job="api",le="0.3"}', value: counter((k) => requests(k) - slow(k)) },
  { series: 'request_seconds_bucket{job="api",le="1.0"}', value: counter((k) => requests(k) - failed(k)) },
  { series: 'request_seconds_bucket{job="api",le="+Inf"}', value: counter(requests) },
  { series: 'request_seconds_count{job="api"}', value: counter(requests) },
  { series: 'idle_total', value: () => 7 },
  { series: 'idle_good_total', value: () => 7 },
  { series: 'wrong_total', value: counter(() => 10) },
  { series: 'wrong_good_total', value: counter(() => 20) },
  { series: 'model_accuracy{model="a"}', value: (k) => (failing(k) > 0.01 ? 0.9 : 0.95) },
  { series: 'model_accuracy{model="b"}', value: (k) => (k % 10 === 0 ? 0.8 : 0.93) },
  { series: 'features_updated_at', isTime: true, value: (k) => (k >= 120 && k < 170 ? 120 : k) * 60 },
  {
    series: 'job_runs_total{result="ok"}',
    value: counter((k) => (k % 6 === 0 && failing(k) < 0.02 ? 1 : 0)),
  },
  {
    series: 'job_runs_total{result="failed"}',
    value: counter((k) => (k % 6 === 0 && failing(k) >= 0.02 ? 1 : 0)),
  },
  {
    series: 'job_seconds_bucket{le="60"}',
    value: counter((k) => (k % 7 === 0 && failing(k) < 0.02 ? 1 : 0)),
  },
  { series: 'job_seconds_count', value: counter((k) => (k % 7 === 0 ? 1 : 0)) },
  { series: 'nightly_completed', isTime: true, value: (k) => lastRun(k) * 60 },
  { series: 'nightly_succeeded', isTime: true, value: (k) => lastGoodRun(k) * 60 },
  { series: 'nightly_seconds', value: (k) => (lastRun(k) >= 200 && lastRun(k) < 260 ? 900 : 100) },
]

/** For `promtool tsdb create-blocks-from openmetrics`, minute 0 at `BEGINS_AT`. */
export function asOpenMetrics(): string {
  const lines = HISTORIES.flatMap(({ series, value, isTime }) =>
    minutes().flatMap((minute) => {
      const found = value(minute)
      const shown = found === undefined ? undefined : found + (isTime ? BEGINS_AT / 1000 : 0)
      return shown === undefined ? [] : [`${series} ${shown} ${(BEGINS_AT + minute * MINUTE_MS) / 1000}`]
    }),
  )
  return `${lines.join('\n')}\n# EOF\n`
}

/** For `promtool test rules`, minute 0 at 1970. */
export const asInputSeries = (): readonly object[] =>
  HISTORIES.map(({ series, value }) => ({
    series,
    values: minutes()
      .map((minute) => value(minute) ?? '_')
      .join(' '),
  }))

const minutes = (): number[] => Array.from({ length: MINUTES + 1 }, (_, minute) => minute)

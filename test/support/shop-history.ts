import { DAY_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'

/** What one service of the shop answers at each step, of 100 requests. */
export interface Trade {
  /** Requests that fail, on an ordinary day and while it is down. */
  readonly failing: number
  readonly failingWhileDown: number
  /** Requests that take longer than 300 ms. */
  readonly slow: number
}

export interface ShopOptions {
  /** Where the history ends, epoch milliseconds. It goes on for an hour beyond, so that it never stops within a test. */
  readonly now: number
  readonly days: number
  /** Hours before `now` at which checkout is down, from and until. */
  readonly down?: readonly [number, number]
}

const REQUESTS = 100
const STEP_MS = 5 * MINUTE_MS
const LAST_DAY_MS = DAY_MS

const HTTP = { checkout: { failing: 0.1, slow: 2 }, search: { failing: 0.02, slow: 3 } } as const
const GRPC = { payments: { failing: 0.05, slow: 1 } } as const

/**
 * OpenMetrics of a shop: checkout and search answer HTTP, payments gRPC; beside them what every Prometheus has of itself.
 * Every five minutes, every minute in the last day.
 */
export function shopHistory({ now, days, down = [0, 0] }: ShopOptions): string {
  const times: number[] = []
  for (let at = now - days * DAY_MS; at < now - LAST_DAY_MS; at += STEP_MS) times.push(at)
  for (let at = now - LAST_DAY_MS; at <= now + 60 * MINUTE_MS; at += MINUTE_MS) times.push(at)
  const isDown = (at: number): boolean => at > now - down[0] * 3_600_000 && at <= now - down[1] * 3_600_000

  /** Grows by so many of 100 requests in each five minutes. */
  const counter = (series: string, share: (at: number) => number): string => {
    let value = 0
    return times
      .map((at, index) => {
        const stepMs = at - (times[index - 1] ?? at)
        value += (share(at) / 100) * REQUESTS * (stepMs / STEP_MS)
        return `${series} ${value.toFixed(4)} ${at / 1_000}`
      })
      .join('\n')
  }
  const failing = (usual: number) => (at: number) => (isDown(at) ? 60 : usual)

  const families: string[] = []
  const family = (name: string, type: string, lines: readonly string[]): void => {
    families.push(`# TYPE ${name} ${type}`, ...lines)
  }
  family(
    'http_requests',
    'counter',
    Object.entries(HTTP).flatMap(([job, trade]) => {
      const bad = failing(job === 'checkout' ? trade.failing : 0.02)
      return [
        counter(`http_requests_total{job="${job}",code="200"}`, (at) => 99 - bad(at)),
        counter(`http_requests_total{job="${job}",code="404"}`, () => 1),
        counter(`http_requests_total{job="${job}",code="500"}`, bad),
      ]
    }),
  )
  family(
    'http_request_duration_seconds',
    'histogram',
    Object.entries(HTTP).flatMap(([job, { slow }]) =>
      histogram(counter, 'http_request_duration_seconds', `job="${job}"`, slow),
    ),
  )
  family(
    'grpc_server_handled',
    'counter',
    Object.entries(GRPC).flatMap(([job, trade]) => [
      counter(`grpc_server_handled_total{job="${job}",grpc_code="OK"}`, () => 98 - trade.failing),
      counter(`grpc_server_handled_total{job="${job}",grpc_code="NotFound"}`, () => 2),
      counter(`grpc_server_handled_total{job="${job}",grpc_code="Internal"}`, () => trade.failing),
    ]),
  )
  family(
    'grpc_server_handling_seconds',
    'histogram',
    Object.entries(GRPC).flatMap(([job, { slow }]) =>
      histogram(counter, 'grpc_server_handling_seconds', `job="${job}"`, slow),
    ),
  )
  family('prometheus_http_requests', 'counter', [
    counter('prometheus_http_requests_total{job="prometheus",code="200"}', () => 100),
  ])
  family('promhttp_metric_handler_requests', 'counter', [
    counter('promhttp_metric_handler_requests_total{job="checkout",code="200"}', () => 100),
  ])
  family('process_cpu_seconds', 'counter', [counter('process_cpu_seconds_total{job="checkout"}', () => 1)])
  return `${families.join('\n')}\n# EOF\n`
}

function histogram(
  counter: (series: string, share: (at: number) => number) => string,
  name: string,
  labels: string,
  slow: number,
): readonly string[] {
  const bounds: readonly (readonly [string, number])[] = [
    ['0.05', 40],
    ['0.1', 80],
    ['0.3', 100 - slow],
    ['1.0', 100 - slow / 10],
    ['+Inf', 100],
  ]
  return [
    ...bounds.map(([le, share]) => counter(`${name}_bucket{${labels},le="${le}"}`, () => share)),
    counter(`${name}_count{${labels}}`, () => 100),
    counter(`${name}_sum{${labels}}`, () => 8),
  ]
}

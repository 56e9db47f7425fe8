import { play } from '../src/core/backtest/play.ts'
import { stepsUntil } from '../src/core/backtest/steps.ts'
import { parseObjective } from '../src/core/budgets/objective.ts'
import { BURN_LOOKBACKS } from '../src/core/budgets/reading.ts'
import type { Service } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/core/kernel/time/duration.ts'
import { prometheusHistory } from '../src/adapters/prometheus/history/history-source.ts'
import { systemClock } from '../src/adapters/system/system-clock.ts'
import { startPrometheus } from '../test/support/prometheus-server.ts'
import { shippedPolicy } from '../test/support/shipped-policy.ts'
import { alternating } from './alternating.ts'
import { measured, type Measurement } from './measurement.ts'

const SLOS = 50
const WINDOW_MS = 30 * DAY_MS
const LAST_MS = 90 * DAY_MS
const SAMPLE_MS = 4 * MINUTE_MS
const UNTIL = Date.parse('2026-06-30T00:00:00Z')
const STEPS = stepsUntil(UNTIL, LAST_MS, HOUR_MS)
const CONCURRENCY = 2
const ROUNDS = 3
/** At most 1.5 times what the same ranges cost raw. */
const GOAL = { least: 1 / 1.5, aim: 1 }

/** 90 days of 50 SLOs at one hour, beside the bare range queries for the same counts over the same lookbacks. */
export async function measureBacktest(): Promise<readonly Measurement[]> {
  const server = await startPrometheus({ openMetrics: history(), retention: '10y' })
  try {
    const rounds = await alternating(
      ROUNDS,
      () => took(server.url, () => backtestOn(server.url)),
      () => took(server.url, () => rawOn(server.url)),
    )
    return [
      measured(
        { name: `backtest of ${SLOS} SLOs, 90 days by the hour`, unit: 's CPU', better: 'less' },
        rounds,
        GOAL,
      ),
    ]
  } finally {
    await server.stop()
  }
}

const bad = (n: number): string => `requests_total{code="500",job="service-${n}",instance="a:80"}`
const good = (n: number): string => `requests_total{code="200",job="service-${n}",instance="a:80"}`

/** Counters of each service from before the first look's window on; a few in a thousand fail. */
function history(): string {
  const lines: string[] = []
  for (let n = 0; n < SLOS; n += 1)
    for (const [name, ratio] of [
      [good(n), 0.999],
      [bad(n), 0.001 + n / 100_000],
    ] as const)
      for (let at = STEPS.from - WINDOW_MS - DAY_MS, k = 0; at <= UNTIL; at += SAMPLE_MS, k += 1)
        lines.push(`${name} ${Math.round(k * 1_000 * ratio)} ${at / SECOND_MS}`)
  return `${lines.join('\n')}\n# EOF\n`
}

function serviceOf(n: number): Service {
  const objective = parseObjective('99.5')
  if (objective === undefined) throw new Error('99.5 is an objective')
  const name = `service-${n}`
  const slo = {
    service: name,
    name: 'availability',
    title: 'Availability',
    objective,
    window: rolling(WINDOW_MS),
    sli: {
      kind: 'events',
      source: 'main',
      bad: `requests_total{job="${name}",code="500"}`,
      total: `requests_total{job="${name}"}`,
    },
  } as const
  return { name, title: name, policy: shippedPolicy.name, slos: [slo] }
}

async function backtestOn(url: string): Promise<void> {
  const services = Array.from({ length: SLOS }, (_, n) => serviceOf(n))
  const source = prometheusHistory(
    [{ name: 'main', url, timeoutMs: 10_000, concurrency: CONCURRENCY, retries: 2, auth: { kind: 'none' } }],
    systemClock,
    STEPS,
  )
  try {
    const told = await play({
      catalog: {
        services: new Map(services.map((service) => [service.name, service])),
        policies: new Map([[shippedPolicy.name, shippedPolicy]]),
      },
      policies: [null],
      steps: STEPS,
      source,
      readings: () => Promise.reject(new Error('no condition of this policy asks for the past')),
      quietForMs: 5 * MINUTE_MS,
    })
    const measuredLooks = told.policies[0]?.services.map(({ slos }) => slos[0]?.measured) ?? []
    if (measuredLooks.length !== SLOS || measuredLooks.includes(0)) throw new Error('nothing was measured')
  } finally {
    await source.close()
  }
}

/** Each count over each lookback by a query of its own, as one would write it, so many at once. */
async function rawOn(url: string): Promise<void> {
  const lookbacks = [WINDOW_MS, ...Object.values(BURN_LOOKBACKS)]
  const queries = Array.from({ length: SLOS }, (_, n) => n).flatMap((n) =>
    [`requests_total{job="service-${n}",code="500"}`, `requests_total{job="service-${n}"}`].flatMap(
      (selector) => lookbacks.map((ms) => `sum(increase(${selector}[${formatDuration(ms)}]))`),
    ),
  )
  const work = async (): Promise<void> => {
    for (let query = queries.shift(); query !== undefined; query = queries.shift()) {
      const body = new URLSearchParams({
        query,
        start: String(STEPS.from / SECOND_MS),
        end: String(STEPS.until / SECOND_MS),
        step: String(STEPS.stepMs / SECOND_MS),
      })
      const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body })
      const { status } = (await response.json()) as { readonly status: string }
      if (status !== 'success') throw new Error(`${query}: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

/** Seconds of the processor, of the server and of this process together: other work on the machine does not count. */
async function took(url: string, work: () => Promise<void>): Promise<number> {
  const before = await cpuSeconds(url)
  await work()
  return (await cpuSeconds(url)) - before
}

async function cpuSeconds(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const [, server = ''] = /^process_cpu_seconds_total (\S+)$/m.exec(metrics) ?? []
  const { user, system } = process.cpuUsage()
  return Number(server) + (user + system) / 1e6
}

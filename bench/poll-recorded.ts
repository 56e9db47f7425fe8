import { setTimeout } from 'node:timers/promises'
import { parseObjective } from '../src/budgets/objective.ts'
import type { Slo } from '../src/budgets/slo.ts'
import { rolling } from '../src/budgets/slo-window.ts'
import { slothQuery } from '../src/prometheus/recorded/sloth-samples.ts'
import { prometheusSource, type PrometheusSource } from '../src/prometheus/source.ts'
import { alternating } from './alternating.ts'
import { startChild } from './child.ts'
import { measured, median, type Measurement } from './measurement.ts'
import { EIGHT_LOOKBACKS_MS, WINDOW_MS } from './poll-lookbacks.ts'

const AT = Date.parse('2026-01-31T00:02:30Z')
const SIZES = [1_000, 10_000] as const
const WARM_UP_ROUNDS = 12
const ROUNDS = 15
/** At most 1.3 times what fetching and parsing the same bytes takes. */
const GOAL = { least: 1 / 1.3, aim: 1 }
/** Ten times the SLOs cost ten times as much, give or take what collecting garbage does to either figure. */
const LINEAR = { least: 1 / 1.5, aim: 1 }

/** A poll of SLOs whose ratios are recorded, against fetching and parsing the same answer; then what ten times as many cost. */
export async function measureRecordedPoll(): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  const costs: { readonly ms: number; readonly bytes: number }[] = []
  for (const size of SIZES) {
    const server = await startChild('recorded-server-process.ts', {
      args: [String(size)],
      ready: /serves (\d+ bytes at http\S+)/,
    })
    const [bytes = '', url = ''] = server.said.split(' bytes at ')
    const source = sourceOf(url)
    const slos = recordedSlos(size)
    try {
      const poll = (): Promise<number> => took(() => measureAll(source, slos))
      const fetched = (): Promise<number> => took(() => fetchAndParse(url))
      // The bot polls once a minute: what the first polls of a process cost is compiling.
      await alternating(WARM_UP_ROUNDS, poll, fetched)
      const rounds = await alternating(ROUNDS, poll, fetched)
      const mb = (Number(bytes) / 1e6).toFixed(1)
      found.push(
        measured(
          {
            name: `poll of ${size} recorded SLOs, fetching and parsing ${mb} MB`,
            unit: 'ms',
            better: 'less',
          },
          rounds,
          GOAL,
        ),
      )
      costs.push({ ms: median(rounds.map(({ ours }) => ours)), bytes: await heldBytes(source, slos) })
    } finally {
      await source.close()
      await server.stop()
    }
  }
  const [few, many] = costs
  if (few === undefined || many === undefined) return found
  const growth = (name: string, unit: string, ours: number, one: number): Measurement =>
    measured({ name, unit, better: 'less' }, [{ ours, baseline: one * 10 }], LINEAR)
  return [
    ...found,
    growth('10,000 recorded SLOs, 10 × 1,000 of them: time', 'ms CPU', many.ms, few.ms),
    growth('10,000 recorded SLOs, 10 × 1,000 of them: memory held', 'MB', many.bytes / 1e6, few.bytes / 1e6),
  ]
}

export function recordedSlos(count: number): Slo[] {
  const objective = parseObjective('99.9')
  if (objective === undefined) throw new Error('99.9 is an objective')
  return Array.from({ length: count }, (_, n) => ({
    service: `service-${n}`,
    name: 'availability',
    title: 'Availability',
    objective,
    window: rolling(WINDOW_MS),
    sli: {
      kind: 'events',
      source: 'main',
      bad: `http_requests_total{job="service-${n}",code=~"5.."}`,
      total: `http_requests_total{job="service-${n}"}`,
    },
  }))
}

export const sourceOf = (url: string): PrometheusSource =>
  prometheusSource(
    [
      {
        name: 'main',
        url,
        timeoutMs: 60_000,
        concurrency: 4,
        retries: 0,
        auth: { kind: 'none' },
        recorded: true,
      },
    ],
    {
      now: () => Date.now(),
      sleep: (ms, signal) => setTimeout(ms, undefined, signal && { signal }),
    },
  )

async function measureAll(source: PrometheusSource, slos: readonly Slo[]): Promise<void> {
  const measurements = await source.measure(
    slos.map((slo) => ({ slo, lookbacksMs: EIGHT_LOOKBACKS_MS })),
    AT,
  )
  const samples = [...measurements.values()].flatMap((measurement) => [...measurement.samples.values()])
  const wrong = samples.find(({ kind }) => kind !== 'success-ratio')
  if (wrong !== undefined || samples.length !== slos.length * EIGHT_LOOKBACKS_MS.length)
    throw new Error(`the poll is not whole: ${JSON.stringify(wrong)}`)
}

async function fetchAndParse(url: string): Promise<void> {
  const body = new URLSearchParams({ query: slothQuery(EIGHT_LOOKBACKS_MS), time: String(AT / 1000) })
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
  const answer = (await response.json()) as { data: { result: unknown[] } }
  if (answer.data.result.length === 0) throw new Error('nothing was fetched')
}

/** Of the heap, by what a poll gives back. */
async function heldBytes(source: PrometheusSource, slos: readonly Slo[]): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const measurements = await source.measure(
    slos.map((slo) => ({ slo, lookbacksMs: EIGHT_LOOKBACKS_MS })),
    AT,
  )
  globalThis.gc?.()
  const held = process.memoryUsage().heapUsed - before
  if (measurements.size !== slos.length) throw new Error('the poll is not whole')
  return held
}

/** Milliseconds of all threads of this process, which waits for the server in another one: a busy machine changes little. */
async function took(work: () => Promise<void>): Promise<number> {
  const from = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1_000
}

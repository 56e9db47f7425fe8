import { setTimeout } from 'node:timers/promises'
import { BURN_LOOKBACKS } from '../src/budgets/reading.ts'
import { parseObjective } from '../src/budgets/objective.ts'
import type { Slo } from '../src/budgets/slo.ts'
import { rolling } from '../src/budgets/slo-window.ts'
import { batches, batchQuery } from '../src/prometheus/batch.ts'
import { explainQueries } from '../src/prometheus/sli-queries.ts'
import { prometheusSource } from '../src/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/time/duration.ts'
import { hasPrometheus, startPrometheus } from '../test/support/prometheus-server.ts'
import { alternating } from './alternating.ts'
import { measured, type Measurement } from './measurement.ts'

const AT = Date.parse('2026-01-31T00:02:30Z')
const WINDOW_MS = 30 * DAY_MS
/** Code and events per second. */
const CODES = [
  ['200', 99],
  ['500', 1],
] as const
const LOOKBACKS_MS = [WINDOW_MS, ...Object.values(BURN_LOOKBACKS)]
const CONCURRENCY = 4
const ROUNDS = 5
const GOAL = { least: 0.8, aim: 1 }

/**
 * One poll of 50 SLOs over 30 days, parsed and put together, against its bare queries: in batches as large as the poll's own,
 * and, to say what batching is worth, one by one. All over as many connections.
 */
export async function measurePoll(): Promise<readonly Measurement[]> {
  if (!hasPrometheus()) {
    console.log('poll: left out, because prometheus and promtool are not installed')
    return []
  }
  const slos = fiftySlos()
  const prometheus = await startPrometheus({ openMetrics: history(slos) })
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, signal && { signal }),
  }
  const source = prometheusSource(
    [
      {
        name: 'main',
        url: prometheus.url,
        timeoutMs: 30_000,
        concurrency: CONCURRENCY,
        retries: 0,
        auth: { kind: 'none' },
      },
    ],
    clock,
  )
  try {
    const queries = slos
      .flatMap((slo) => LOOKBACKS_MS.flatMap((lookbackMs) => explainQueries(slo, lookbackMs, AT)))
      .map(({ promql }) => promql)
    const batched = batches(queries, CONCURRENCY).map((batch) => batchQuery(batch, () => false))
    const poll = async (): Promise<void> => {
      const measurements = await source.measure(
        slos.map((slo) => ({ slo, lookbacksMs: LOOKBACKS_MS })),
        AT,
      )
      const samples = [...measurements.values()].flatMap((measurement) => [...measurement.samples.values()])
      const missing = samples.find((sample) => sample.kind === 'missing')
      if (missing !== undefined) throw new Error(`the poll is not whole: ${missing.detail}`)
    }
    const polled = (): Promise<number> => took(poll)
    const first = await polled()
    const rawInBatches = (): Promise<number> => took(() => sendAll(prometheus.url, batched))
    const rawOneByOne = (): Promise<number> => took(() => sendAll(prometheus.url, queries))
    await rawInBatches()
    const inBatches = await alternating(ROUNDS, polled, rawInBatches)
    const oneByOne = await alternating(ROUNDS, polled, rawOneByOne)
    const [rawFirst] = inBatches
    const better = 'less'
    return [
      measured(
        { name: `poll of ${slos.length} SLOs, raw queries in batches`, unit: 'ms', better },
        inBatches,
        GOAL,
      ),
      measured({ name: 'the same, raw queries one by one', unit: 'ms', better }, oneByOne),
      measured(
        { name: 'the first poll, which asks how far data reaches', unit: 'ms', better },
        rawFirst === undefined ? [] : [{ ours: first, baseline: rawFirst.baseline }],
      ),
    ]
  } finally {
    await source.close()
    await prometheus.stop()
  }
}

function fiftySlos(): Slo[] {
  const objective = parseObjective('99.5')
  if (objective === undefined) throw new Error('99.5 is an objective')
  return Array.from({ length: 50 }, (_, n) => {
    const job = `service-${n}`
    return {
      service: job,
      name: 'availability',
      title: 'Availability',
      objective,
      window: rolling(WINDOW_MS),
      sli: {
        kind: 'events',
        source: 'main',
        bad: `http_requests_total{job="${job}",code=~"5.."}`,
        total: `http_requests_total{job="${job}"}`,
      },
    }
  })
}

/** A sample every five minutes, and every minute of the last hour, so that the shortest lookback sees some too. */
function history(slos: readonly Slo[]): string {
  const times: number[] = []
  for (let ageMs = WINDOW_MS; ageMs > 0; ageMs -= ageMs > HOUR_MS ? 5 * MINUTE_MS : MINUTE_MS) {
    times.push((AT - ageMs) / 1000)
  }
  const lines = slos.flatMap(({ service }) =>
    CODES.flatMap(([code, perSecond]) =>
      times.map((at) => `http_requests_total{job="${service}",code="${code}"} ${at * perSecond} ${at}`),
    ),
  )
  return `${lines.join('\n')}\n# EOF\n`
}

async function sendAll(url: string, texts: readonly string[]): Promise<void> {
  const waiting = [...texts]
  const work = async (): Promise<void> => {
    for (let query = waiting.pop(); query !== undefined; query = waiting.pop()) {
      const body = new URLSearchParams({ query, time: String(AT / 1000) })
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(30_000),
      })
      if (!response.ok) throw new Error(`HTTP ${response.status} for ${query}`)
      await response.json()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

async function took(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

import { setTimeout } from 'node:timers/promises'
import { parseObjective } from '../src/core/budgets/objective.ts'
import type { Slo } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import { batches, batchQuery } from '../src/adapters/prometheus/batch.ts'
import { explainQueries } from '../src/adapters/prometheus/sli-queries.ts'
import { prometheusSource } from '../src/adapters/prometheus/source.ts'
import { HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { hasPrometheus, startPrometheus } from '../test/support/prometheus-server.ts'
import { alternating } from './alternating.ts'
import { measured, type Measurement } from './measurement.ts'
import { EIGHT_LOOKBACKS_MS, WINDOW_MS } from './poll-lookbacks.ts'

const AT = Date.parse('2026-01-31T00:02:30Z')
/** Code and events per second. */
const CODES = [
  ['200', 99],
  ['500', 1],
] as const
const CONCURRENCY = 4
const ROUNDS = 7
/** At most 1.15 times the best batches. */
const GOAL = { least: 1 / 1.15, aim: 1 }
/** Queries in a batch; our own sizes are tried beside these. */
const BATCH_SIZES = [25, 50, 200]

/**
 * One poll of 50 SLOs over 8 lookbacks up to 30 days, parsed and put together, against its bare queries: in the batches that
 * are fastest, and, to say what batching is worth, one by one. All over as many connections.
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
      .flatMap((slo) => EIGHT_LOOKBACKS_MS.flatMap((lookbackMs) => explainQueries(slo, lookbackMs, AT)))
      .map(({ promql }) => promql)
    const join = (batch: readonly string[]): string => batchQuery(batch, () => false)
    const candidates = [
      batches(queries, CONCURRENCY).map(join),
      ...BATCH_SIZES.map((size) => inSizes(queries, size).map(join)),
    ]
    const poll = async (): Promise<void> => {
      const measurements = await source.measure(
        slos.map((slo) => ({ slo, lookbacksMs: EIGHT_LOOKBACKS_MS })),
        AT,
      )
      const samples = [...measurements.values()].flatMap((measurement) => [...measurement.samples.values()])
      const missing = samples.find((sample) => sample.kind === 'missing')
      if (missing !== undefined) throw new Error(`the poll is not whole: ${missing.detail}`)
    }
    const polled = (): Promise<number> => took(poll)
    const first = await polled()
    const fastest = await fastestOf(candidates, (texts) => took(() => sendAll(prometheus.url, texts)))
    const rawInBatches = (): Promise<number> => took(() => sendAll(prometheus.url, fastest))
    const rawOneByOne = (): Promise<number> => took(() => sendAll(prometheus.url, queries))
    await rawInBatches()
    const inBatches = await alternating(ROUNDS, polled, rawInBatches)
    const oneByOne = await alternating(ROUNDS, polled, rawOneByOne)
    const [rawFirst] = inBatches
    const better = 'less'
    return [
      measured(
        {
          name: `poll of ${slos.length} SLOs × ${EIGHT_LOOKBACKS_MS.length}, raw queries in the best batches`,
          unit: 'ms',
          better,
        },
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

function inSizes(queries: readonly string[], size: number): string[][] {
  const count = Math.ceil(queries.length / size)
  return Array.from({ length: count }, (_, n) => queries.slice(n * size, (n + 1) * size))
}

/** Of candidates that are each tried three times, the one that was fastest once. */
async function fastestOf<Candidate>(
  candidates: readonly Candidate[],
  time: (candidate: Candidate) => Promise<number>,
): Promise<Candidate> {
  const timed = []
  for (const candidate of candidates) {
    const times = [await time(candidate), await time(candidate), await time(candidate)]
    timed.push({ candidate, ms: Math.min(...times) })
  }
  const [best] = timed.sort((a, b) => a.ms - b.ms)
  if (best === undefined) throw new Error('nothing to choose from')
  return best.candidate
}

async function took(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

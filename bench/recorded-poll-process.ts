import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseObjective } from '../src/core/budgets/objective.ts'
import type { SliMeasurement } from '../src/core/budgets/sli-source.ts'
import type { Slo } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import { slothQuery } from '../src/adapters/prometheus/recorded/sloth-samples.ts'
import { prometheusSource } from '../src/adapters/prometheus/source.ts'
import { EIGHT_LOOKBACKS_MS, WINDOW_MS } from './poll-lookbacks.ts'

/*
 * One side of the comparison in a process of its own: `poll` or `fetch`, the number of SLOs, and the server's address. Says
 * what one round cost in processor time, and what its result holds in memory.
 */

const AT = Date.parse('2026-01-31T00:02:30Z')
/** Rounds times SLOs. */
const WARM_UP = 150_000
const MEASURED = 150_000

const [side = '', size = '', url = ''] = process.argv.slice(2)
const slos = recordedSlos(Number(size))
const source = prometheusSource(
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
const round = side === 'poll' ? measureAll : fetchAndParse
await repeated(WARM_UP / slos.length)
const rounds = MEASURED / slos.length
const from = process.cpuUsage()
await repeated(rounds)
const { user, system } = process.cpuUsage(from)
const held = await heldBytes()
await source.close()
console.log(`took ${(user + system) / 1_000 / rounds} and holds ${held}.`)
process.once('SIGTERM', () => process.exit(0))

async function repeated(times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await round()
}

async function measureAll(): Promise<ReadonlyMap<string, SliMeasurement>> {
  const measurements = await source.measure(
    slos.map((slo) => ({ slo, lookbacksMs: EIGHT_LOOKBACKS_MS })),
    AT,
  )
  for (const { samples } of measurements.values())
    for (const lookbackMs of EIGHT_LOOKBACKS_MS)
      if (samples.get(lookbackMs)?.kind !== 'success-ratio') throw new Error('the poll is not whole')
  if (measurements.size !== slos.length) throw new Error('the poll is not whole')
  return measurements
}

async function fetchAndParse(): Promise<unknown> {
  const body = new URLSearchParams({ query: slothQuery(EIGHT_LOOKBACKS_MS), time: String(AT / 1000) })
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
  return response.json()
}

async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().heapUsed
  const result = await round()
  collect()
  const held = process.memoryUsage().heapUsed - before
  return result === undefined ? 0 : held
}

function recordedSlos(count: number): Slo[] {
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

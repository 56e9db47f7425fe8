import { alternating } from './alternating.ts'
import { startChild } from './child.ts'
import { measured, median, type Measurement } from './measurement.ts'

const SIZES = [1_000, 10_000] as const
const ROUNDS = 3
/** At most 1.15 times what fetching and parsing the same bytes takes. */
const GOAL = { least: 1 / 1.15, aim: 1 }
/** Ten times the SLOs cost ten times as much, give or take what collecting garbage does to either figure. */
const LINEAR = { least: 1 / 1.5, aim: 1 }

interface Cost {
  /** Of the processor, for one round. */
  readonly ms: number
  readonly bytes: number
}

/**
 * A poll of SLOs whose ratios are recorded, against fetching and parsing the same answer with what Node brings (`fetch` and
 * `json()`); a poll also asks how old the samples are, which the baseline does not. Then what ten times as many cost. Each in a process of its own, by the time of the processor, so that a busy machine changes little.
 */
export async function measureRecordedPoll(): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  const costs: Cost[] = []
  for (const size of SIZES) {
    const server = await startChild('recorded-server-process.ts', {
      args: [String(size)],
      ready: /serves (\d+ bytes at http\S+)/,
    })
    const [bytes = '', url = ''] = server.said.split(' bytes at ')
    try {
      const rounds = await alternating(
        ROUNDS,
        () => costOf('poll', size, url),
        () => costOf('fetch', size, url),
      )
      const mb = (Number(bytes) / 1e6).toFixed(1)
      const name = `poll of ${size} recorded SLOs, fetching and parsing ${mb} MB`
      const pairs = rounds.map(({ ours, baseline }) => ({ ours: ours.ms, baseline: baseline.ms }))
      found.push(measured({ name, unit: 'ms CPU', better: 'less' }, pairs, GOAL))
      costs.push({
        ms: median(rounds.map(({ ours }) => ours.ms)),
        bytes: median(rounds.map(({ ours }) => ours.bytes)),
      })
    } finally {
      await server.stop()
    }
  }
  const [few, many] = costs
  if (few === undefined || many === undefined) return found
  const growth = (what: string, unit: string, ours: number, one: number): Measurement =>
    measured(
      { name: `10,000 recorded SLOs, 10 × 1,000 of them: ${what}`, unit, better: 'less' },
      [{ ours, baseline: one * 10 }],
      LINEAR,
    )
  return [
    ...found,
    growth('time', 'ms CPU', many.ms, few.ms),
    growth('memory held', 'MB', many.bytes / 1e6, few.bytes / 1e6),
  ]
}

async function costOf(side: 'poll' | 'fetch', size: number, url: string): Promise<Cost> {
  const child = await startChild('recorded-poll-process.ts', {
    args: [side, String(size), url],
    ready: /took (.*)\.$/,
  })
  await child.stop()
  const [ms, bytes] = child.said.split(' and holds ').map(Number)
  return { ms: ms ?? NaN, bytes: bytes ?? NaN }
}

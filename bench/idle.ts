import { alternating } from './alternating.ts'
import { startChild } from './child.ts'
import { measured, type Measurement } from './measurement.ts'

const SERVICES = 200
const ROUNDS = 3
/** At most one and a half times the same bot with nothing open and nothing owed. */
const GOAL = { least: 1 / 1.5, aim: 1 }

/**
 * What a minute costs the whole bot with 200 services while Slack is away: with 2,000 open incidents and 1,000 owed messages,
 * against none of either. Each in a process of its own, by the time of the processor.
 */
export async function measureIdle(): Promise<readonly Measurement[]> {
  const server = await startChild('recorded-server-process.ts', {
    args: [String(SERVICES)],
    ready: /serves \d+ bytes at (http\S+)/,
  })
  try {
    const rounds = await alternating(
      ROUNDS,
      () => minuteOf('laden', server.said),
      () => minuteOf('bare', server.said),
    )
    const name =
      'a minute of 200 services, Slack away: 2,000 open incidents and 1,000 owed messages beside none'
    return [measured({ name, unit: 'ms CPU', better: 'less' }, rounds, GOAL)]
  } finally {
    await server.stop()
  }
}

async function minuteOf(side: 'laden' | 'bare', url: string): Promise<number> {
  const child = await startChild('idle-bot-process.ts', {
    args: [side, url],
    ready: /took (.*)\.$/,
    readyWithinMs: 600_000,
  })
  await child.stop()
  return Number(child.said)
}

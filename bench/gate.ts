import autocannon from 'autocannon'
import { type ChildServer, startChild } from './child-server.ts'
import type { Measurement } from './measurement.ts'

const CALL = JSON.stringify({
  service: 'api-gateway',
  change: 'feature',
  revision: '4f2a9c1',
  environment: 'production',
})
const CONNECTIONS = 50
const SECONDS = 6

/** POST /v1/gate, tokens, transaction and audit included, against a bare node:http server. */
export async function measureGate(): Promise<readonly Measurement[]> {
  const bot = await startChild('./gate-server.ts')
  const bare = await startChild('./gate-baseline.ts', [String(await answerBytes(bot))])
  try {
    await load(bot, 2)
    await load(bare, 2)
    const [first, baseline, second] = [
      await load(bot, SECONDS),
      await load(bare, SECONDS),
      await load(bot, SECONDS),
    ]
    const failed = first.non2xx + second.non2xx + first.errors + second.errors
    if (failed > 0) throw new Error(`${failed} gate calls failed under load: the figures mean nothing`)
    const perSecond = (first.requests.average + second.requests.average) / 2
    const p99Ms = Math.max(first.latency.p99, second.latency.p99)
    return [
      {
        what: 'gate',
        unit: 'requests/s',
        ours: perSecond,
        baseline: baseline.requests.average,
        better: 'more',
        least: 0.3,
        aim: 0.5,
      },
      { what: 'gate p99', unit: 'ms', ours: p99Ms, baseline: baseline.latency.p99, better: 'less' },
    ]
  } finally {
    await Promise.all([bot.stop(), bare.stop()])
  }
}

const headers = (server: ChildServer): Record<string, string> => ({
  'content-type': 'application/json',
  authorization: `Bearer ${server.token}`,
})

async function answerBytes(server: ChildServer): Promise<number> {
  const response = await fetch(`${server.url}/v1/gate`, {
    method: 'POST',
    headers: headers(server),
    body: CALL,
  })
  if (response.status !== 200)
    throw new Error(`the gate answered ${response.status}: ${await response.text()}`)
  return (await response.arrayBuffer()).byteLength
}

/** In a worker of its own, so that the load is not made by the process that waits for it. */
const load = (server: ChildServer, seconds: number): Promise<autocannon.Result> =>
  autocannon({
    url: `${server.url}/v1/gate`,
    method: 'POST',
    headers: headers(server),
    body: CALL,
    connections: CONNECTIONS,
    duration: seconds,
  })

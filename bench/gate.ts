import autocannon from 'autocannon'
import { alternating } from './alternating.ts'
import { type Child, startChild } from './child.ts'
import { measured, type Measurement } from './measurement.ts'

const CALL = JSON.stringify({
  service: 'api-gateway',
  change: 'feature',
  revision: '4f2a9c1',
  environment: 'production',
})
const CONNECTIONS = 50
/** Enough for the compiler of both to come to rest. */
const WARM_UP_CALLS = 30_000
const ROUNDS = 7
const ROUND_SECONDS = 2
/** Printed by both servers when they listen. */
const LISTENING = /^listening (\S+)$/

interface Load {
  readonly perSecond: number
  readonly p99Ms: number
  readonly cpuUsPerCall: number
}

/** POST /v1/gate, with token, decision, transaction and audit entry, against a bare node:http server. */
export async function measureGate(): Promise<readonly Measurement[]> {
  const gate = await startChild('gate-server.ts', { ready: LISTENING })
  try {
    const args = [String(await answerBytes(gate))]
    const bare = await startChild('gate-baseline.ts', { args, ready: LISTENING })
    try {
      return await compared(gate, bare)
    } finally {
      await bare.stop()
    }
  } finally {
    await gate.stop()
  }
}

async function compared(gate: Child, bare: Child): Promise<readonly Measurement[]> {
  for (const server of [gate, bare]) await load(server, { amount: WARM_UP_CALLS })
  const duration = { duration: ROUND_SECONDS }
  const rounds = await alternating(
    ROUNDS,
    () => load(gate, duration),
    () => load(bare, duration),
  )
  const pairs = (figure: keyof Load) =>
    rounds.map(({ ours, baseline }) => ({ ours: ours[figure], baseline: baseline[figure] }))
  const goal = { least: 0.5, aim: 0.5 }
  return [
    measured({ name: 'gate', unit: 'requests/s', better: 'more' }, pairs('perSecond'), goal),
    measured({ name: 'gate, p99 (0.50: twice as long)', unit: 'ms', better: 'less' }, pairs('p99Ms'), goal),
    measured({ name: 'gate, processor time a request', unit: 'µs', better: 'less' }, pairs('cpuUsPerCall')),
  ]
}

async function load(server: Child, until: { duration: number } | { amount: number }): Promise<Load> {
  const before = await server.usage()
  const { result, timesMs } = await fired(`${server.said}/v1/gate`, until)
  const { cpuMs } = await server.usage()
  const failed = result.non2xx + result.errors
  if (failed > 0) throw new Error(`${failed} calls failed under load: the figures mean nothing`)
  const calls = result.requests.total
  return {
    perSecond: calls / result.duration,
    p99Ms: timesMs.toSorted((a, b) => a - b)[Math.floor(timesMs.length * 0.99)] ?? Number.NaN,
    cpuUsPerCall: ((cpuMs - before.cpuMs) * 1_000) / calls,
  }
}

/** The times of all calls beside the result, which knows them in whole milliseconds only. */
async function fired(
  url: string,
  until: { duration: number } | { amount: number },
): Promise<{ result: autocannon.Result; timesMs: readonly number[] }> {
  const timesMs: number[] = []
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const options = { url, method: 'POST', headers: HEADERS, body: CALL, connections: CONNECTIONS } as const
  autocannon({ ...options, ...until }, (error: Error | null, result) => {
    if (error === null) resolve(result)
    else reject(error)
  }).on('response', (_client, _status, _bytes, timeMs) => void timesMs.push(timeMs))
  return { result: await promise, timesMs }
}

const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer bench-token' }

async function answerBytes(server: Child): Promise<number> {
  const url = `${server.said}/v1/gate`
  const response = await fetch(url, { method: 'POST', headers: HEADERS, body: CALL })
  if (response.status !== 200) throw new Error(`the gate: ${response.status} ${await response.text()}`)
  return (await response.arrayBuffer()).byteLength
}

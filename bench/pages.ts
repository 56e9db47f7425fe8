import autocannon from 'autocannon'
import { alternating } from './alternating.ts'
import { startChild } from './child.ts'
import { measured, type Measurement } from './measurement.ts'

const CONNECTIONS = 20
const WARM_UP_S = 3
const ROUNDS = 5
const ROUND_S = 3
/** Nearly two million readings are written first. */
const FILL_WITHIN_MS = 600_000

interface Served {
  readonly url: string
  readonly staticUrl: string
  readonly cookie: string
  readonly bytes: number
}

/** GET / of 200 services with a year of history, to a signed-in browser, against a static file of the same size from the same process. */
export async function measurePages(): Promise<readonly Measurement[]> {
  const child = await startChild('pages-server.ts', {
    ready: /^listening (.+)$/,
    readyWithinMs: FILL_WITHIN_MS,
  })
  try {
    const { url, staticUrl, cookie, bytes } = JSON.parse(child.said) as Served
    console.log(`the page has ${(bytes / 1_024).toFixed(0)} kB; something changes every second`)
    const page = (duration: number) => load(url, { cookie }, duration)
    const file = (duration: number) => load(staticUrl, {}, duration)
    await page(WARM_UP_S)
    await file(WARM_UP_S)
    const rounds = await alternating(
      ROUNDS,
      () => page(ROUND_S),
      () => file(ROUND_S),
    )
    const what = { name: 'pages, / of 200 services', unit: 'requests/s', better: 'more' } as const
    return [measured(what, rounds, { least: 0.05, aim: 0.25 })]
  } finally {
    await child.stop()
  }
}

async function load(url: string, headers: Record<string, string>, duration: number): Promise<number> {
  const result = await autocannon({ url: `${url}/`, headers, connections: CONNECTIONS, duration })
  const failed = result.non2xx + result.errors
  if (failed > 0) throw new Error(`${failed} calls failed under load: the figures mean nothing`)
  return result.requests.total / result.duration
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import { lookbackNames, SLI_ERROR, SLOTH_INFO } from '../src/adapters/prometheus/recorded/series-names.ts'

export interface RecordedServer {
  readonly url: string
  /** Of the answer about recorded ratios. */
  readonly bytes: number
  close(): Promise<void>
}

/** Serves prepared answers about SLOs whose ratios are recorded, so that what is measured is the reading of them. */
export async function recordedServer(slos: number, lookbacksMs: readonly number[]): Promise<RecordedServer> {
  const ratios = Buffer.from(vector(ratioSeries(slos, lookbacksMs)))
  const infos = Buffer.from(vector(infoSeries(slos)))
  const times = Buffer.from(vector(numbersOf(slos, NEWEST_SAMPLE)))
  const counts = Buffer.from(vector(numbersOf(slos, SAMPLES_OF_AN_HOUR)))
  const answerTo = (query: string): Buffer => {
    if (query === SLOTH_INFO) return infos
    if (!query.startsWith('max by')) return ratios
    return query.includes('timestamp(') ? times : counts
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const query = new URLSearchParams(Buffer.concat(chunks).toString()).get('query') ?? ''
      const body = answerTo(query)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    bytes: ratios.length,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Seconds; moments before the polls that are measured. */
const NEWEST_SAMPLE = 1_769_817_740
const SAMPLES_OF_AN_HOUR = 120

function* numbersOf(slos: number, value: number): Generator<object> {
  for (let n = 0; n < slos; n += 1) {
    const { sloth_service, sloth_slo } = labelsOf(n)
    yield { metric: { sloth_service, sloth_slo }, value: [1_769_817_750.123, String(value)] }
  }
}

const labelsOf = (n: number) => ({
  sloth_id: `service-${n}-availability`,
  sloth_service: `service-${n}`,
  sloth_slo: 'availability',
})

function* ratioSeries(slos: number, lookbacksMs: readonly number[]): Generator<object> {
  for (let n = 0; n < slos; n += 1) {
    for (const [index, lookbackMs] of lookbacksMs.entries()) {
      const window = lookbackNames(lookbackMs)[0] ?? ''
      const metric = {
        __name__: SLI_ERROR + window,
        job: 'prometheus',
        team: `team-${n % 40}`,
        ...labelsOf(n),
        sloth_window: window,
      }
      const value = (((n * 31 + index) % 100) / 100_000 + 1 / 3e6).toString()
      yield { metric, value: [1_769_817_600.123, value] }
    }
  }
}

function* infoSeries(slos: number): Generator<object> {
  for (let n = 0; n < slos; n += 1) {
    const metric = { __name__: SLOTH_INFO, ...labelsOf(n), sloth_version: 'budgeteer-1' }
    yield { metric, value: [1_769_817_600.123, '1'] }
  }
}

function vector(series: Iterable<object>): string {
  const result = Array.from(series, (one) => JSON.stringify(one)).join(',')
  return `{"status":"success","data":{"resultType":"vector","result":[${result}]}}`
}

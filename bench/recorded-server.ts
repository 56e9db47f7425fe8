import { once } from 'node:events'
import { createServer } from 'node:http'
import { MEMBER } from '../src/adapters/prometheus/batch.ts'
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
  let times = { asked: '', answer: infos }
  const timesAt = (asked: string): Buffer => {
    if (times.asked !== asked) {
      const newest = Math.floor(Number(asked)) - RECORDED_BEFORE_S
      times = { asked, answer: Buffer.from(vector(numbersOf(slos, newest))) }
    }
    return times.answer
  }
  const counts = Buffer.from(vector(numbersOf(slos, SAMPLES_OF_AN_HOUR)))
  const answerTo = (query: string, time: string): Buffer => {
    if (query === SLOTH_INFO) return infos
    if (!query.includes(SLI_ERROR)) return Buffer.from(vector(membersOf(query)))
    if (!query.startsWith('max by')) return ratios
    return query.includes('timestamp(') ? timesAt(time) : counts
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const body = answerTo(form.get('query') ?? '', form.get('time') ?? '')
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

/** The newest sample is so old whenever it is asked for. */
const RECORDED_BEFORE_S = 10
const SAMPLES_OF_AN_HOUR = 120

function* numbersOf(slos: number, value: number): Generator<object> {
  for (let n = 0; n < slos; n += 1) {
    const { sloth_service, sloth_slo } = labelsOf(n)
    yield { metric: { sloth_service, sloth_slo }, value: [1_769_817_750.123, String(value)] }
  }
}

/** A number for each expression that was asked together: a thousandth of the requests has failed. */
function* membersOf(query: string): Generator<object> {
  const members = query.split(`, "${MEMBER}", "`)
  for (const [index, text] of members.slice(0, Math.max(1, members.length - 1)).entries()) {
    const number = members.length > 1 ? /^\d+/.exec(members[index + 1] ?? '')?.[0] : undefined
    const metric = number === undefined ? {} : { [MEMBER]: number }
    yield { metric, value: [1_769_817_750.123, text.includes('5..') ? '10' : '10000'] }
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

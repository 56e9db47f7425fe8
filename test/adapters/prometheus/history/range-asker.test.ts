import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prometheusClient, type PrometheusClient } from '../../../../src/adapters/prometheus/client.ts'
import { rangeAsker } from '../../../../src/adapters/prometheus/history/range-asker.ts'
import type { RangeOutcomes } from '../../../../src/adapters/prometheus/history/range-outcomes.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../../support/prometheus-server.ts'
import { restlessClock } from '../slos.ts'

const UNTIL = Date.parse('2026-02-10T00:00:00Z')
const RANGE = { from: UNTIL - 4 * HOUR_MS, strideMs: 5 * MINUTE_MS, count: 49 }
const POLL = { deadline: AbortSignal.timeout(600_000), signal: undefined }
const JOBS = ['shop', 'shop.eu', 'shop+eu', 'a|b', 'shopXeu', '(^$)', 'stopped']

function history(): string {
  const lines: string[] = []
  for (const [index, job] of JOBS.entries())
    for (const code of ['200', '500']) {
      const until = job === 'stopped' ? UNTIL - 2 * HOUR_MS : UNTIL
      // Each is scraped in a rhythm of its own.
      const everyMs = MINUTE_MS + index * 7 * SECOND_MS
      for (let at = UNTIL - 6 * HOUR_MS, k = 0; at <= until; at += everyMs, k += 1)
        lines.push(
          `requests_total{job="${job}",code="${code}"} ${k * (index + 1) * (code === '200' ? 99 : 1)} ${at / SECOND_MS}`,
        )
    }
  return `${lines.join('\n')}\n# EOF\n`
}

const outcomesOf = (told: RangeOutcomes | undefined): unknown =>
  Array.from({ length: RANGE.count }, (_, index) => told?.at(index))

describe.skipIf(!hasPrometheus())('many texts over a range (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let client: PrometheusClient
  const clients: PrometheusClient[] = []
  const clientOf = (url: string): PrometheusClient => {
    const one = prometheusClient(
      { name: 'main', url, timeoutMs: 60_000, concurrency: 2, retries: 0, auth: { kind: 'none' } },
      restlessClock(),
    )
    clients.push(one)
    return one
  }
  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: history(), retention: '10y' })
    client = clientOf(server.url)
  })
  afterAll(async () => {
    await Promise.all(clients.map((one) => one.close()))
    await server.stop()
  })

  async function asked(texts: readonly string[], of: PrometheusClient = client) {
    const queries: string[] = []
    const watched: PrometheusClient = {
      ...of,
      queryRange: (promql, ...rest) => {
        queries.push(promql)
        return of.queryRange(promql, ...rest)
      },
    }
    const ranges = rangeAsker({ client: watched, concurrency: 2, onWarning: () => undefined })
    const told = await ranges.ask(texts, RANGE, POLL)
    return { queries, told: texts.map((text) => outcomesOf(told.get(text))) }
  }

  async function oneByOne(texts: readonly string[]) {
    const all = []
    for (const text of texts) all.push(...(await asked([text])).told)
    return all
  }

  test.each([
    ['newest samples', (selector: string) => `max(timestamp(${selector}))`],
    ['numbers of samples', (selector: string) => `max(count_over_time(${selector}[1h]))`],
    ['increases', (selector: string) => `sum(increase(${selector}[1h]))`],
  ])('asks the %s of services that are alike by one query, and tells them apart', async (_, of) => {
    const texts = [...JOBS, 'gone'].map((job) => of(`requests_total{job="${job}",code="500"}`))
    const { queries, told } = await asked(texts)
    expect(queries).toHaveLength(1)
    expect(told).toEqual(await oneByOne(texts))
    expect(new Set(told.slice(0, JOBS.length).map((one) => JSON.stringify(one))).size).toBe(JOBS.length)
  })

  test('tells the same of what is written in two ways', async () => {
    const texts = ['"shop"', "'shop'", '"shop.eu"', '`a|b`', '"\\x73hop"', '""'].map(
      (value) => `max(timestamp(requests_total{job=${value}}))`,
    )
    expect((await asked(texts)).told).toEqual(await oneByOne(texts))
  })

  test('finds what is alike by the label in which most differ', async () => {
    const texts = JOBS.flatMap((job) => ['200', '500'].map((code) => [job, code] as const)).map(
      ([job, code]) => `sum(increase(requests_total{job="${job}",code="${code}"}[30m]))`,
    )
    const { queries, told } = await asked(texts)
    expect(queries).toHaveLength(2)
    expect(told).toEqual(await oneByOne(texts))
  })

  test('divides what is too much for the server together', async () => {
    const strict = await startPrometheus({
      openMetrics: history(),
      retention: '10y',
      flags: ['--query.max-samples=300'],
    })
    try {
      const texts = JOBS.map((job) => `sum(increase(requests_total{job="${job}"}[5m]))`)
      const { queries, told } = await asked(texts, clientOf(strict.url))
      expect(queries.length).toBeGreaterThan(2)
      expect(told).toEqual(await oneByOne(texts))
    } finally {
      await strict.stop()
    }
  })
})

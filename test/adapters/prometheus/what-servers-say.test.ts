import { describe, expect, test } from 'vitest'
import type { SliMeasurement } from '../../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import type { PrometheusOptions } from '../../../src/adapters/prometheus/options.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { overEach } from '../../support/questions.ts'
import { answers, everyMemberIs, type Reply, scriptedServer } from './scripted-server.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-01-31T00:00:00Z')
const MONTH = 30 * DAY_MS
const PARTIAL = 'No StoreAPIs matched for this query: store 10.0.0.7:10901 is away'

const ratioOf = (name: string): Slo => sloOf(name, { kind: 'ratio', source: 'main', expr: `${name}_ratio` })

async function measured(
  reply: Reply,
  slos: readonly Slo[],
  more: Partial<PrometheusOptions> = {},
): Promise<readonly (SliMeasurement | undefined)[]> {
  await using server = await scriptedServer([reply])
  const options = { timeoutMs: 2_000, concurrency: 2, retries: 0, auth: { kind: 'none' }, ...more } as const
  const source = prometheusSource([{ name: 'main', url: server.url, ...options }], restlessClock())
  try {
    const found = await source.measure(overEach(slos, [MONTH]), AT)
    return slos.map(({ service, name }) => found.get(`${service}/${name}`))
  } finally {
    await source.close()
  }
}

describe('what a server says beside its figures', () => {
  test.each<{ name: string; said: object; due: readonly (string | undefined)[] }>([
    { name: 'nothing', said: {}, due: [undefined, undefined] },
    {
      name: 'null, as some servers write nothing',
      said: { warnings: null, infos: null },
      due: [undefined, undefined],
    },
    {
      name: 'Thanos: part of the data was out of reach',
      said: { warnings: [PARTIAL] },
      due: [PARTIAL, PARTIAL],
    },
    {
      name: 'Prometheus 3: a remark about a metric is for those who ask for it',
      said: {
        infos: ['PromQL info: metric might not be a counter, name does not end in _total: "one_ratio" (1:5)'],
      },
      due: [expect.stringContaining('might not be a counter') as string, undefined],
    },
    {
      name: 'a remark about no metric is for all',
      said: { infos: ['PromQL info: ignored histograms in sum aggregation (1:1)'] },
      due: [
        'PromQL info: ignored histograms in sum aggregation (1:1)',
        'PromQL info: ignored histograms in sum aggregation (1:1)',
      ],
    },
    {
      name: 'the same twice is said once, and a novel is cut',
      said: { warnings: ['a', 'a', 'b'.repeat(400)] },
      due: [`a; ${'b'.repeat(296)}…`, `a; ${'b'.repeat(296)}…`],
    },
  ])('$name', async ({ said, due }) => {
    const found = await measured(everyMemberIs('0.75', said), [ratioOf('one'), ratioOf('two')])
    expect(found.map((one) => one?.warning)).toEqual(due)
    expect(found[0]?.samples.get(MONTH)).toEqual({ kind: 'success-ratio', ratio: 0.75 })
  })

  test('a warning about recorded series goes to each SLO that was read', async () => {
    const result = [
      {
        metric: { __name__: 'slo:sli_error:ratio_rate30d', sloth_service: 'checkout', sloth_slo: 'one' },
        value: [AT / 1000, '0.25'],
      },
    ]
    const body = { status: 'success', data: { resultType: 'vector', result }, warnings: [PARTIAL] }
    const slo = sloOf('one', { kind: 'recorded', source: 'main', by: 'sloth' })
    const [found] = await measured(answers(200, JSON.stringify(body)), [slo])
    expect(found).toEqual({
      samples: new Map([[MONTH, { kind: 'success-ratio', ratio: 0.75 }]]),
      newest: { at: 250, holdsForMs: 300_000 },
      warning: PARTIAL,
    })
  })
})

describe('answers about recorded series', () => {
  const recorded = sloOf('one', { kind: 'recorded', source: 'main', by: 'sloth' })
  const sample = (ratio: string, labels: object = {}): object => ({
    metric: {
      __name__: 'slo:sli_error:ratio_rate30d',
      sloth_service: 'checkout',
      sloth_slo: 'one',
      ...labels,
    },
    value: [AT / 1000, ratio],
  })
  const vector = (result: readonly unknown[], more: object = {}): object => ({
    status: 'success',
    data: { resultType: 'vector', result },
    ...more,
  })

  test.each<{ name: string; body: string; due: object }>([
    {
      name: 'as Prometheus writes them',
      body: JSON.stringify(vector([sample('0.25')])),
      due: { ratio: 0.75 },
    },
    {
      name: 'as VictoriaMetrics writes them',
      body: JSON.stringify({
        status: 'success',
        isPartial: false,
        ...vector([sample('0.25')]),
        stats: { seriesFetched: '1' },
      }),
      due: { ratio: 0.75 },
    },
    {
      name: 'with white space',
      body: JSON.stringify(vector([sample('0.25')]), null, 2),
      due: { ratio: 0.75 },
    },
    {
      name: 'with a label and a warning that look like the end of the list',
      body: JSON.stringify(
        vector([sample('0.25', { note: '"]}],"result":[' })], { warnings: ['it said "]}]'] }),
      ),
      due: { ratio: 0.75 },
    },
    {
      name: 'beside a native histogram and what makes no sense',
      body: JSON.stringify(
        vector([
          null,
          { metric: {}, histogram: [1, {}] },
          { value: [1, '1'] },
          sample('0.25'),
          sample('1', { sloth_slo: 'two' }),
        ]),
      ),
      due: { ratio: 0.75 },
    },
    {
      name: 'a list of nothing',
      body: JSON.stringify(vector([])),
      due: { kind: 'missing', reason: 'no_data' },
    },
    {
      name: 'a ratio beyond its bounds',
      body: JSON.stringify(vector([sample('42')])),
      due: { kind: 'missing', reason: 'query_failed', detail: 'an error ratio of 42 is recorded over 30d' },
    },
    {
      name: 'a matrix',
      body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }),
      due: {
        kind: 'missing',
        reason: 'query_failed',
        detail: 'the answer about recorded series is no vector',
      },
    },
    {
      name: 'an error that quotes a list',
      body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'not "result":[x"]}]' }),
      due: { kind: 'missing', reason: 'query_failed', detail: 'not "result":[x"]}]' },
    },
    {
      name: 'a broken list',
      body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":oops,"value":[1,"1"]}]}}',
      due: {
        kind: 'missing',
        reason: 'query_failed',
        detail: 'the answer about recorded series is no vector',
      },
    },
  ])('$name', async ({ body, due }) => {
    const [found] = await measured(answers(200, body), [recorded])
    expect(found?.samples.get(MONTH)).toMatchObject(due)
  })

  test('of many megabytes are read piece by piece, and none is lost between two of them', async () => {
    const count = 30_000
    const many = Array.from({ length: count }, (_, n) =>
      sample(String(n / count), { sloth_slo: `slo-${n}`, team: 'x'.repeat(40) }),
    )
    const slos = [0, 1, 9_999, 15_000, 29_999].map((n) =>
      sloOf(`slo-${n}`, { kind: 'recorded', source: 'main', by: 'sloth' }),
    )
    const found = await measured(answers(200, JSON.stringify(vector(many))), slos, { timeoutMs: 20_000 })
    expect(found.map((one) => one?.samples.get(MONTH))).toEqual(
      [0, 1, 9_999, 15_000, 29_999].map((n) => ({ kind: 'success-ratio', ratio: 1 - n / count })),
    )
  })

  test.each<{ name: string; reply: Reply; due: object; requests: number }>([
    {
      name: 'that the server refuses: the SLO’s own expression is asked',
      reply: answers(
        422,
        JSON.stringify({ status: 'error', errorType: 'execution', error: 'too many samples' }),
      ),
      due: { kind: 'success-ratio' },
      // Recorded: ratios, writers, times, counts; its own: figure and newest sample, its interval, and that of sparse
      // samples, its new series, and whether the server counts them.
      requests: 8,
    },
    {
      name: 'that take too long: no server gets thousands of expressions instead',
      reply: answers(
        503,
        JSON.stringify({ status: 'error', errorType: 'timeout', error: 'query timed out' }),
      ),
      due: { kind: 'missing', reason: 'source_timeout' },
      requests: 4,
    },
  ])('$name', async ({ reply, due, requests }) => {
    const either: Reply = (response, received) => {
      const isOwn = received.form.get('query')?.includes('one_ratio') === true
      const chosen = isOwn ? everyMemberIs('0.75') : reply
      chosen(response, received)
    }
    await using server = await scriptedServer([either])
    const source = prometheusSource(
      [
        {
          name: 'main',
          url: server.url,
          timeoutMs: 2_000,
          concurrency: 2,
          retries: 0,
          auth: { kind: 'none' },
          recorded: true,
        },
      ],
      restlessClock(),
    )
    const found = await source.measure(overEach([ratioOf('one')], [HOUR_MS, MONTH].slice(1)), AT)
    expect(found.get('checkout/one')?.samples.get(MONTH)).toMatchObject(due)
    expect(server.received).toHaveLength(requests)
    await source.close()
  })
})

describe('tenants', () => {
  test('their header goes with every query, and its secret is never shown', async () => {
    const refused = JSON.stringify({
      status: 'error',
      errorType: 'bad_data',
      error: 'no org k3y-of-shop for shop',
    })
    await using server = await scriptedServer([answers(400, refused)])
    const source = prometheusSource(
      [
        {
          name: 'main',
          url: `${server.url}/api/prom`,
          timeoutMs: 2_000,
          concurrency: 2,
          retries: 0,
          auth: { kind: 'none' },
          headers: { 'X-Scope-OrgID': 'shop' },
          secretHeaders: { 'X-Key': 'k3y-of-shop' },
        },
      ],
      restlessClock(),
    )
    const found = await source.measure(overEach([ratioOf('one')], [MONTH]), AT)
    expect(server.received[0]).toMatchObject({
      path: '/api/prom/api/v1/query',
      headers: { 'x-scope-orgid': 'shop', 'x-key': 'k3y-of-shop' },
    })
    expect(found.get('checkout/one')?.samples.get(MONTH)).toMatchObject({
      detail: expect.stringContaining('no org [redacted] for shop') as string,
    })
    await source.close()
  })
})

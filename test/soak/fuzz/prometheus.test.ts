import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { sloKey } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { type ScriptedServer, scriptedServer } from '../../adapters/prometheus/scripted-server.ts'
import { restlessClock, sloOf } from '../../adapters/prometheus/slos.ts'
import { overEach } from '../../support/questions.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearlyJson } from './nasty-json.ts'
import { nearly } from './nasty-text.ts'

const AT = Date.parse('2026-01-31T00:00:00Z')
const SLOS = [
  sloOf('ratio', { kind: 'ratio', source: 'main', expr: 'vector(0.75)' }),
  sloOf('events', {
    kind: 'events',
    source: 'main',
    good: 'sum(rate(ok_total[$window]))',
    total: 'sum(rate(all_total[$window]))',
  }),
]
const vector = (value: string) => ({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: { budgeteer_q: '0' }, value: [1_769_817_600, value] }] },
  warnings: ['PromQL warning: no data'],
  infos: [],
})
const ANSWERS = [
  vector('0.75'),
  vector('NaN'),
  { status: 'success', data: { resultType: 'scalar', result: [1_769_817_600, '1'] } },
  {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [1_769_817_600, '1'],
            [1_769_817_660, '2'],
          ],
        },
      ],
    },
  },
  { status: 'success', data: ['a', 'b'] },
  { status: 'error', errorType: 'bad_data', error: 'parse error' },
]

let body = ''
let status = 200
let server: ScriptedServer

beforeAll(async () => {
  server = await scriptedServer([
    (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
  ])
})
afterAll(() => server[Symbol.asyncDispose]())

test('whatever a server answers, each SLO is measured with a number that there is, or is missing for a reason', async () => {
  const source = prometheusSource(
    [{ name: 'main', url: server.url, timeoutMs: 5_000, concurrency: 2, retries: 0, auth: { kind: 'none' } }],
    restlessClock(),
  )
  const bodies = nearlyJson(...ANSWERS).map((document) => JSON.stringify(document) as string | undefined)
  const cases = fc.record({
    body: fc.oneof(
      bodies.map((text) => text ?? ''),
      nearly(...ANSWERS.map((answer) => JSON.stringify(answer))),
    ),
    status: fc.constantFrom(200, 200, 200, 400, 404, 422, 429, 500, 503),
  })
  try {
    await fuzz('answers of Prometheus', cases, async (each) => {
      ;({ body, status } = each)
      const measured = await source.measure(overEach(SLOS, [HOUR_MS, 30 * DAY_MS]), AT)
      for (const slo of SLOS) {
        const samples = measured.get(sloKey(slo))?.samples
        expect(samples?.size).toBe(2)
        for (const sample of samples?.values() ?? []) expectSound(sample)
      }
    })
  } finally {
    await source.close()
  }
})

function expectSound(sample: object): void {
  // PromQL's own word, of the very answer.
  if ('detail' in sample) expectClear(String(sample.detail).replace(': NaN', ''))
  for (const part of Object.values(sample))
    if (typeof part === 'number') expect(part).toSatisfy(Number.isFinite)
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, asker, type Outcome } from '../../../src/adapters/prometheus/asker.ts'
import { prometheusClient } from '../../../src/adapters/prometheus/client.ts'
import { partsAndRests } from '../../../src/adapters/prometheus/parts-and-rests.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { restlessClock } from './slos.ts'

const AT = Date.parse('2026-02-10T00:00:00Z')
const POLL = { deadline: AbortSignal.timeout(600_000), signal: undefined }

/** Requests by code, some without one, and one service where all of them failed. */
function history(): string {
  const lines: string[] = []
  for (const [labels, perMinute] of [
    ['job="shop",code="200",pod="a"', 97],
    ['job="shop",code="404",pod="a"', 2],
    ['job="shop",code="500",pod="b"', 3],
    ['job="shop",pod="c"', 11],
    ['job="down",code="500"', 5],
    ['job="fine",code="200"', 7],
  ] as const)
    for (let at = AT - 2 * HOUR_MS, k = 0; at <= AT; at += MINUTE_MS, k += 1)
      lines.push(`requests_total{${labels}} ${k * perMinute} ${at / SECOND_MS}`)
  return `${lines.join('\n')}\n# EOF\n`
}

const increase = (selector: string, span = '1h'): string => `sum(increase(${selector}[${span}]))`

const inDigits = (outcome: Outcome | undefined): unknown =>
  outcome?.kind === 'value' ? { ...outcome, value: Number(outcome.value.toPrecision(12)) } : outcome

test('the whole is not known from one of its parts alone', async () => {
  const part = increase('requests_total{job="shop",code="500"}')
  const whole = increase('requests_total{job="shop"}')
  const known: Asker = {
    ask: () => Promise.resolve(new Map<string, Outcome>([[part, { kind: 'value', value: 3 }]])),
  }
  const outcomes = await partsAndRests(known).ask([part, whole], AT, POLL)
  expect([outcomes.get(part), outcomes.get(whole)]).toEqual([{ kind: 'value', value: 3 }, undefined])
})

describe.skipIf(!hasPrometheus())('counts of a part and of the whole (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let plain: Asker
  let close: () => Promise<void>
  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: history(), retention: '10y' })
    const client = prometheusClient(
      {
        name: 'main',
        url: server.url,
        timeoutMs: 60_000,
        concurrency: 2,
        retries: 0,
        auth: { kind: 'none' },
      },
      restlessClock(),
    )
    plain = asker(client, 2, () => undefined)
    close = () => client.close()
  })
  afterAll(async () => {
    await close()
    await server.stop()
  })

  async function both(texts: readonly string[]) {
    const asked: string[] = []
    const watched: Asker = {
      ask: (expressions, at, poll) => {
        asked.push(...expressions)
        return plain.ask(expressions, at, poll)
      },
    }
    const told = await partsAndRests(watched).ask(texts, AT, POLL)
    const usual = await plain.ask(texts, AT, POLL)
    return {
      asked,
      told: texts.map((text) => inDigits(told.get(text))),
      usual: texts.map((text) => inDigits(usual.get(text))),
    }
  }

  test.each([
    ['code="500"', 'code!="500"'],
    ['code!="500"', 'code="500"'],
    ['code=~"5.."', 'code!~"5.."'],
    ["code!~'5..|404'", "code=~'5..|404'"],
    ['code=""', 'code!=""'],
    ['code=~`4\\d+`', 'code!~`4\\d+`'],
  ])('those with %s and the rest make the whole', async (matcher, opposite) => {
    const part = increase(`requests_total{job="shop",${matcher}}`)
    const whole = increase('requests_total{job="shop"}')
    const { asked, told, usual } = await both([part, whole])
    expect(told).toEqual(usual)
    expect(told.every((one) => (one as Outcome).kind === 'value')).toBe(true)
    expect(asked).toEqual([part, increase(`requests_total{job="shop",${opposite}}`)])
  })

  test.each([
    ['all is of the part', 'down', ['value', 'value']],
    ['nothing is of the part', 'fine', ['absent', 'value']],
    ['there is nothing', 'gone', ['absent', 'absent']],
  ])('where %s, the whole is what there is', async (_, job, kinds) => {
    const { told, usual } = await both([
      increase(`requests_total{job="${job}",code="500"}`),
      increase(`requests_total{job="${job}"}`),
    ])
    expect(told).toEqual(usual)
    expect(told.map((one) => (one as Outcome).kind)).toEqual(kinds)
  })

  test('a part with its matchers in another order, and a second part, belong to the same whole', async () => {
    const texts = [
      increase('requests_total{code="500",job="shop"}'),
      increase('requests_total{job="shop",code="404"}'),
      increase('requests_total{job="shop"}'),
    ]
    const { asked, told, usual } = await both(texts)
    expect(told).toEqual(usual)
    expect(asked).toEqual([texts[0], texts[1], increase('requests_total{code!="500",job="shop"}')])
  })

  test('a part that is the whole of another one is asked itself', async () => {
    const texts = [
      increase('requests_total'),
      increase('requests_total{job="shop"}'),
      increase('requests_total{job="shop",code="500"}'),
    ]
    const { asked, told, usual } = await both(texts)
    expect(told).toEqual(usual)
    expect(asked).toHaveLength(3)
    expect(asked).toContain(increase('requests_total{job!="shop"}'))
  })

  test.each([
    ['over another time', increase('requests_total{job="shop",code="500"}', '30m')],
    ['with two matchers more', increase('requests_total{job="shop",code="500",pod="b"}')],
    ['of another metric', increase('errors_total{job="shop",code="500"}')],
    ['in an expression', 'sum(increase(requests_total{job="shop",code="500"}[1h])) * 2'],
  ])('what is counted %s is asked beside the whole', async (_, other) => {
    const texts = [other, increase('requests_total{job="shop"}')]
    const { asked, told, usual } = await both(texts)
    expect(told).toEqual(usual)
    expect(asked).toEqual(texts)
  })
})

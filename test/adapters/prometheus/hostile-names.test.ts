import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyOf } from '../../../src/adapters/grafana/queries.ts'
import { queryResult } from '../../../src/adapters/prometheus/api-answer.ts'
import { batchQuery, batchValues } from '../../../src/adapters/prometheus/batch.ts'
import { type PrometheusClient, prometheusClient } from '../../../src/adapters/prometheus/client.ts'
import { alikeTogether } from '../../../src/adapters/prometheus/history/alike-together.ts'
import { inRegex } from '../../../src/adapters/prometheus/history/in-regex.ts'
import { recordedExpression } from '../../../src/adapters/prometheus/recorded/series-names.ts'
import { seriesOf } from '../../../src/adapters/prometheus/rules/slo-labels.ts'
import {
  isBalanced,
  parseSelector,
  promqlString,
  selectorText,
  tokens,
  unquoted,
} from '../../../src/core/budgets/selector.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { restlessClock } from './slos.ts'

/** Names that would like to be more than names. */
const HOSTILE = [
  '"} or vector(1) #',
  '",__name__=~".+',
  "'} or vector(1) or up{x='",
  '`} or vector(1) or up{x=`',
  '\\',
  '\\"} or vector(1) #',
  '\\\\"',
  'a\nb # c',
  'a\r\nb',
  '.*',
  '.+|up',
  'a|b',
  '(?i)UP',
  '^$',
  '[a-z]+',
  '{1000}',
  '$1',
  '${1}',
  '$window',
  '$service',
  '[5m]) or (up[5m',
  ') or vector(1) or (',
  '{{ $value }}',
  '\t',
  '\u2028',
  'naïve 🙂',
  '{',
  '}',
  '#',
]

/** What is asked, with every quoted text left open. */
const skeleton = (promql: string): string =>
  tokens(promql)
    .map(({ kind, text }) => (kind === 'quoted' ? '""' : text))
    .join(' ')

const EVERY = (name: string): readonly string[] => [
  seriesOf('slo:sli_error:ratio_rate5m', { service: name, name }),
  ...(['sloth', 'pyrra'] as const).flatMap((by) =>
    [HOUR_MS, 7 * DAY_MS].flatMap((lookback) =>
      [true, false].map((isOwn) => recordedExpression(by, name, name, lookback, isOwn)),
    ),
  ),
  selectorText({ name: 'requests', matchers: [{ label: 'job', operator: '=', quoted: promqlString(name) }] }),
  ...alikeTogether()(
    ['a', 'b', name].map((job) => `sum(increase(requests{job=${promqlString(job)}}[5m]))`),
    1,
  ).map(({ promql }) => promql),
]

test('no name changes what is asked, only what it is asked of', () => {
  const harmless = EVERY('checkout').map(skeleton)
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string(), fc.string({ unit: 'binary' })), (name) => {
      // A text that needs escaping is asked alone: what several have in common is asked of plain ones.
      fc.pre(name !== 'a' && name !== 'b' && name !== '')
      expect(EVERY(name).map(skeleton)).toEqual(harmless)
    }),
    { examples: HOSTILE.map((name) => [name] as [string]) },
  )
})

test('a name that is a metric’s is its name and nothing else', () => {
  for (const name of HOSTILE) {
    const text = selectorText({ name, matchers: [] })
    expect(parseSelector(text)).toEqual({ name, matchers: [] })
  }
})

test('a quoted text says what Prometheus reads in it', () => {
  expect(unquoted(String.raw`"a\tb\x41\u00e9\U0001F642\101\\\"\n"`)).toBe('a\tbAé🙂A\\"\n')
  expect(unquoted('`a\\tb`')).toBe('a\\tb')
})

test('an expression that would close the brackets around it is asked nothing with', () => {
  for (const text of [') or (', '") or vector(1) or (""', '`', 'up[5m]) or (up[5m', 'up }', '# \n)', "'"])
    expect(isBalanced(text)).toBe(false)
})

describe.skipIf(!hasPrometheus())('on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let client: PrometheusClient
  beforeAll(async () => {
    server = await startPrometheus()
    client = prometheusClient(
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
  })
  afterAll(async () => {
    await client.close()
    await server.stop()
  })

  const vector = async (promql: string) => {
    const answer = await client.query(promql, undefined, new AbortController().signal)
    if (answer.kind === 'failed') throw new Error(`${answer.detail}: ${promql}`)
    return queryResult(answer.data)
  }
  /** What `absent` says of the series that are not there are the labels that were asked for. */
  const named = (name: string): string => `absent(nothing{x=${promqlString(name)}})`

  test.each(HOSTILE)('%j is a value of a label as it is', async (name) => {
    expect(await vector(named(name))).toMatchObject({ kind: 'vector', series: [{ labels: { x: name } }] })
    expect(unquoted(promqlString(name))).toBe(name)
  })

  test.each(HOSTILE)('%j as a regular expression matches itself alone', async (name) => {
    const hit = async (value: string, pattern: string): Promise<boolean> => {
      const result = await vector(`label_replace(${named(value)}, "hit", "yes", "x", ${pattern})`)
      return result.kind === 'vector' && result.series[0]?.labels['hit'] === 'yes'
    }
    for (const pattern of [promqlString(inRegex(name)), `"${anyOf([name])}"`].slice(
      0,
      // Between the quotes of a dashboard stand names of services, which have no quotes or line breaks.
      /["\n\\]/.test(name) ? 1 : 2,
    )) {
      expect(await hit(name, pattern)).toBe(true)
      for (const other of ['up', `${name}x`, 'checkout']) expect(await hit(other, pattern)).toBe(false)
    }
  })

  test('expressions that reach for their neighbours in a batch get nothing but their own answer', async () => {
    const members = [
      'vector(1)',
      'label_replace(vector(7), "budgeteer_q", "0", "", "")',
      'vector(3) # ) or vector(9)',
      'absent(nothing{budgeteer_q="0"}) * 5',
    ]
    const values = batchValues(await vector(batchQuery(members, () => false)), members.length)
    expect(values).toEqual([1, 7, 3, 5].map((value) => ({ kind: 'value', value })))
  })
})

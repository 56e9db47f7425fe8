import { describe, expect, test } from 'vitest'
import type { QualitySli } from '../../../src/core/budgets/sli-kinds.ts'
import type { Sli } from '../../../src/core/budgets/slo.ts'
import { leMatcher } from '../../../src/core/budgets/le-matcher.ts'
import { isBalanced, parseSelector, selectorText } from '../../../src/core/budgets/selector.ts'
import { earliestSampleQuery } from '../../../src/adapters/prometheus/earliest-sample.ts'
import { explainQueries, sliQueries } from '../../../src/adapters/prometheus/sli-queries.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { sloOf } from './slos.ts'

const AT = Date.parse('2026-01-31T00:00:00Z')
const source = 'main'

describe('a selector is read and written again', () => {
  test.each([
    ['a name alone', 'http_requests_total', 'http_requests_total'],
    ['a recorded name with colons', 'job:requests:sum', 'job:requests:sum'],
    ['empty braces', 'up{}', 'up'],
    ['labels and blanks', ' up { job = "api" , code !~ "5.." } ', 'up{job="api",code!~"5.."}'],
    ['a comma at the end', 'up{job="api",}', 'up{job="api"}'],
    ['a brace and a comma inside quotes', 'up{path="/a,{id}"}', 'up{path="/a,{id}"}'],
    ['an escaped quote', String.raw`up{q="say \"}\""}`, String.raw`up{q="say \"}\""}`],
    ['single quotes and backticks', "up{a='x',b=`\\d`}", "up{a='x',b=`\\d`}"],
    ['a comment', 'up{ # the ones of the api\n job="api"}', 'up{job="api"}'],
    ['labels without a name', '{job="api"}', '{job="api"}'],
    ['the name as a label', '{__name__="up",job="api"}', 'up{job="api"}'],
    ['the name as a pattern', '{__name__=~"up|down"}', '{__name__=~"up|down"}'],
    ['a name with dots in quotes', '{"http.requests", job="api"}', '{"http.requests",job="api"}'],
    ['an expression', 'sum(up)', undefined],
    ['a range', 'up[5m]', undefined],
    ['an offset', 'up offset 1d', undefined],
    ['two names', 'up{__name__="down",job="x"', undefined],
    ['an unquoted value', 'up{job=api}', undefined],
    ['an open quote', 'up{job="api}', undefined],
    ['nothing', '  ', undefined],
    ['braces alone', '{}', undefined],
  ])('%s', (_, text, again) => {
    const selector = parseSelector(text)
    expect(selector && selectorText(selector)).toBe(again)
  })
})

describe('an expression is closed', () => {
  test.each([
    ['sum(rate(a[5m])) / b{c="("}', true],
    ['a # )', true],
    ['a) or (b', false],
    ['sum(a', false],
    ['sum(a]', false],
    ['a{b="c}', false],
  ])('%s: %s', (text, closed) => {
    expect(isBalanced(text)).toBe(closed)
  })
})

describe('a bucket bound in every way that it is written', () => {
  test.each([
    [0.3, 'le="0.3"'],
    [1, String.raw`le=~"1|1\\.0"`],
    [10, String.raw`le=~"10|10\\.0"`],
    [2.5, 'le="2.5"'],
    [0.00005, String.raw`le=~"0\\.00005|5e-05"`],
    [1_000_000, String.raw`le=~"1000000|1000000\\.0|1e\\+06"`],
    [2_500_000, String.raw`le=~"2500000|2500000\\.0|2\\.5e\\+06"`],
    [1.5e-7, String.raw`le=~"0\\.00000015|1\\.5e-07"`],
  ])('%d', (bound, matcher) => {
    const { label, operator, quoted } = leMatcher(bound)
    expect(label + operator + quoted).toBe(matcher)
  })
})

function quality(gauge: string): QualitySli {
  return { kind: 'quality', source, gauge, bound: 'at-least', limit: 0.9, by: 'time', everyMs: 60_000 }
}

const slis: Record<string, Sli> = {
  good: { kind: 'events', source, good: 'ok_total', total: 'all_total{job="a"}' },
  bad: { kind: 'events', source, bad: 'sum(increase(bad_total[$window]))', total: 'all_total' },
  both: { kind: 'events', source, good: 'ok_total', bad: 'bad_total', total: 'all_total' },
  bounded: { kind: 'events', source, good: 'seconds_bucket{le="1"}', total: 'seconds_count' },
  utf8: { kind: 'events', source, bad: '{__name__="bad_total"}', total: '{"http.server.requests"}' },
  latency: { kind: 'latency', source, histogram: 'seconds{job="a"}', threshold: 0.3 },
  dotted: { kind: 'latency', source, histogram: '{"http.seconds"}', threshold: 0.3 },
  nameless: { kind: 'latency', source, histogram: '{job="a"}', threshold: 0.3 },
  ratio: { kind: 'ratio', source, expr: 'ok:ratio$window / all:ratio$window' },
  fixed: { kind: 'ratio', source, expr: 'recorded_ratio' },
  remaining: { kind: 'remaining', source, expr: 'budget', unit: 'ratio', burnRate: 'burn{w="$window"}' },
  pushed: { kind: 'pushed' },
  native: { kind: 'latency', source, histogram: 'seconds', threshold: 0.3, isNative: true },
  quality: quality('accuracy'),
  computed: quality('max(accuracy) # best'),
  constant: quality('accuracy or vector(1)'),
  samples: { ...quality('max(accuracy)'), by: 'samples' },
  freshness: {
    kind: 'freshness',
    source,
    gauge: 'updated_seconds',
    maxAgeMs: 900_000,
    everyMs: 60_000,
    goneAfterMs: DAY_MS,
  },
  counters: { kind: 'batch', source, runs: { of: 'counters', all: 'sum(runs)', failed: 'failed_total' } },
  runs: { kind: 'batch', source, runs: { of: 'counters', all: 'runs_total', failed: 'failed_total' } },
  durations: { kind: 'batch', source, runs: { of: 'durations', histogram: 'run_seconds', withinMs: 1_000 } },
  endless: { kind: 'batch', source, runs: { of: 'gauges', completed: 'ended' } },
}
const sloNamed = (name: string) => sloOf(name, slis[name] ?? { kind: 'pushed' })

describe('the queries of an SLO over one lookback', () => {
  test.each([
    ['good', HOUR_MS, ['good: sum(increase(ok_total[1h]))', 'total: sum(increase(all_total{job="a"}[1h]))']],
    ['bad', 28 * DAY_MS, ['bad: sum(increase(bad_total[28d]))', 'total: sum(increase(all_total[28d]))']],
    ['both', HOUR_MS, ['good: sum(increase(ok_total[1h]))', 'total: sum(increase(all_total[1h]))']],
    [
      'bounded',
      HOUR_MS,
      [
        String.raw`good: sum(increase(seconds_bucket{le=~"1|1\\.0"}[1h]))`,
        'total: sum(increase(seconds_count[1h]))',
      ],
    ],
    [
      'utf8',
      HOUR_MS,
      ['bad: sum(increase(bad_total[1h]))', 'total: sum(increase({"http.server.requests"}[1h]))'],
    ],
    [
      'latency',
      300_000,
      [
        'good: sum(increase(seconds_bucket{job="a",le="0.3"}[5m]))',
        'total: sum(increase(seconds_count{job="a"}[5m]))',
      ],
    ],
    [
      'dotted',
      HOUR_MS,
      [
        'good: sum(increase({"http.seconds_bucket",le="0.3"}[1h]))',
        'total: sum(increase({"http.seconds_count"}[1h]))',
      ],
    ],
    ['ratio', DAY_MS, ['ratio: ok:ratio1d / all:ratio1d']],
    ['fixed', 30 * DAY_MS, ['ratio: recorded_ratio']],
    ['remaining', 30 * DAY_MS, ['remaining: budget']],
    ['remaining', HOUR_MS, ['burn-rate: burn{w="1h"}']],
    ['fixed', HOUR_MS, []],
    ['nameless', HOUR_MS, []],
    ['pushed', HOUR_MS, []],
  ])('%s over %d ms', (name, lookbackMs, texts) => {
    const queries = explainQueries(sloNamed(name), lookbackMs, AT)
    expect(queries.map(({ role, promql }) => `${role}: ${promql}`)).toEqual(texts)
  })

  test.each([
    ['nameless', 'the histogram "{job="a"}" is no selector that names one metric'],
    [
      'samples',
      'the gauge "max(accuracy)" is no selector that names one metric, and only those have samples',
    ],
    ['counters', 'the runs "sum(runs)" is no selector that names one metric'],
    ['endless', 'a run is never bad: neither succeeded nor duration nor every is given'],
  ])('%s cannot be asked', (name, detail) => {
    expect(sliQueries(sloNamed(name), HOUR_MS, AT)).toMatchObject({ reason: 'query_failed', detail })
  })

  test('what is not recorded says so', () => {
    expect(sliQueries(sloNamed('fixed'), HOUR_MS, AT)).toMatchObject({ reason: 'no_data' })
  })
})

describe('the query for the earliest sample', () => {
  const looks = (series: string): string => `min_over_time((time() + 0 * count(\n${series}\n))[30d:6h])`
  test.each([
    ['good', looks('all_total{job="a"}')],
    ['latency', looks('seconds_count{job="a"}')],
    ['native', looks('seconds')],
    ['quality', looks('accuracy')],
    ['computed', looks('max(accuracy) # best')],
    ['constant', undefined],
    ['freshness', looks('updated_seconds')],
    ['runs', looks('runs_total')],
    ['durations', looks('run_seconds_count')],
    ['endless', looks('ended')],
    ['fixed', undefined],
    ['ratio', undefined],
    ['remaining', undefined],
    ['pushed', undefined],
  ])('%s', (name, promql) => {
    expect(earliestSampleQuery(sloNamed(name), 30 * DAY_MS)).toBe(promql)
  })

  test.each([
    ['an expression is looked at over a step', 'sum(rate(a[$window]))', looks('sum(rate(a[6h]))')],
    ['a constant to fall back on hides it', 'sum(rate(a[$window])) or vector(0)', undefined],
  ])('%s', (_, total, promql) => {
    expect(earliestSampleQuery(sloOf('x', { kind: 'events', source, bad: 'b', total }), 30 * DAY_MS)).toBe(
      promql,
    )
  })
})

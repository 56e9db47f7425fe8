import { describe, expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const SLO = 'services[search].slos[pushed]'

/** What stands in place of `pushed: {}`, with further lines of the SLO, and the whole answer. */
interface Row {
  readonly name: string
  readonly sli: string
  readonly slo?: string
  readonly problems: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    name: 'names of Prometheus 3',
    sli: `events: { bad: '{"http.server.requests", "http.status"=~"5.."}', total: '{"http.server.requests"}' }`,
    problems: [],
  },
  {
    name: 'a metric by its label, with braces in a value',
    sli: `events: { bad: '{__name__=~"a|b", uri!~"/a{2}", code="500"}', total: '{__name__=~"a|b", uri!~"/a{2}",}' }`,
    problems: [],
  },
  {
    name: 'a histogram of Prometheus 3 with its suffix',
    sli: `latency: { histogram: '{"http.server.duration_bucket"}', threshold: 300ms }`,
    problems: [`:49 ${SLO}.sli.latency.histogram: leave _bucket away; Budgeteer adds the suffixes itself`],
  },
  {
    name: 'bad events that are all events',
    sli: 'events: { bad: "sum(increase(t_total[$window]))", total: "sum( increase(t_total[$window]) )" }',
    problems: [
      `:49 ${SLO}.sli.events.bad: the same as total, so that every event would be bad; count the bad ones alone`,
    ],
  },
  {
    name: 'good events that are all events',
    sli: 'events: { good: t_total, total: t_total }',
    problems: [
      `warning :49 ${SLO}.sli.events.good: the same as total, so that no event is ever bad; count the good ones alone`,
    ],
  },
  {
    name: 'a lookback within a subquery over the window',
    sli: 'ratio: { expr: "avg_over_time((sum(rate(a[5m])) / (sum(rate(b[5m]))) > bool 0.9)[$window:1m])" }',
    problems: [],
  },
  {
    name: 'a lookback beside a subquery over the window',
    sli: 'ratio: { expr: "avg_over_time((rate(a[5m]))[$window:1m]) / rate(b[7m])" }',
    problems: [`:49 ${SLO}.sli.ratio.expr: the lookback [7m] is fixed; write [$window]`],
  },
  { name: 'a quality', sli: 'quality: { gauge: accuracy, at_least: 0.92 }', problems: [] },
  {
    name: 'a quality of an expression',
    sli: 'quality: { gauge: "rate(right_total[5m]) / rate(all_total[5m])", at_least: 0.92, every: 5m }',
    problems: [],
  },
  {
    name: 'a quality has no limit',
    sli: 'quality: { gauge: accuracy }',
    problems: [
      `:49 ${SLO}.sli.quality: a gauge is good on one side of a limit: exactly one of at_least and at_most`,
    ],
  },
  {
    name: 'a quality has two limits',
    sli: 'quality: { gauge: accuracy, at_least: 0.2, at_most: 0.9 }',
    problems: [
      `:49 ${SLO}.sli.quality: a gauge is good on one side of a limit: exactly one of at_least and at_most`,
    ],
  },
  {
    name: 'a limit is a text',
    sli: 'quality: { gauge: accuracy, at_least: 92% }',
    problems: [
      `:49 ${SLO}.sli.quality.at_least: found "92%"; allowed: a number in the gauge’s unit, such as 0.92`,
    ],
  },
  {
    name: 'a quality by something else',
    sli: 'quality: { gauge: accuracy, at_least: 0.92, by: sample }',
    problems: [`:49 ${SLO}.sli.quality.by: found "sample"; did you mean samples? allowed: time, samples`],
  },
  {
    name: 'samples of an expression',
    sli: 'quality: { gauge: max(accuracy), at_least: 0.92, by: samples }',
    problems: [
      `:49 ${SLO}.sli.quality.gauge: found "max(accuracy)"; an expression has no samples to count, only a selector has; or write by: time`,
    ],
  },
  { name: 'a freshness', sli: 'freshness: { gauge: updated_seconds, max_age: 15m }', problems: [] },
  {
    name: 'a freshness of an expression',
    sli: 'freshness: { gauge: max(updated_seconds), max_age: 15m }',
    problems: [
      `:49 ${SLO}.sli.freshness.gauge: found "max(updated_seconds)"; allowed: a selector such as nightly_job_runs_total{job="scoring"}`,
    ],
  },
  {
    name: 'a freshness that forgets before it is old',
    sli: 'freshness: { gauge: updated_seconds, max_age: 15m, gone_after: 5m }',
    problems: [`:49 ${SLO}.sli.freshness.gone_after: found 5m; allowed: at least max_age, 15m`],
  },
  { name: 'runs by counters', sli: 'batch: { runs: runs_total, failed: failed_total }', problems: [] },
  {
    name: 'runs by gauges',
    sli: 'batch: { completed: ended, succeeded: succeeded, duration: took, within: 4h, every: 24h }',
    problems: [],
  },
  { name: 'runs by a histogram', sli: 'batch: { histogram: run_seconds, within: 4h }', problems: [] },
  {
    name: 'a batch without runs',
    sli: 'batch: { succeeded: ok_total }',
    problems: [
      `:49 ${SLO}.sli.batch: runs are known by exactly one of runs (a counter), completed (a gauge) and histogram (of durations)`,
    ],
  },
  {
    name: 'a batch known twice',
    sli: 'batch: { runs: runs_total, completed: ended, succeeded: ok }',
    problems: [
      `:49 ${SLO}.sli.batch: runs are known by exactly one of runs (a counter), completed (a gauge) and histogram (of durations)`,
    ],
  },
  {
    name: 'counters of runs alone',
    sli: 'batch: { runs: runs_total }',
    problems: [`:49 ${SLO}.sli.batch: beside runs stands exactly one of succeeded and failed`],
  },
  {
    name: 'counters with a rhythm',
    sli: 'batch: { runs: runs_total, failed: failed_total, every: 24h }',
    problems: [`:49 ${SLO}.sli.batch: a counter does not say when a run was due; every goes with completed`],
  },
  {
    name: 'counters with a length',
    sli: 'batch: { runs: runs_total, failed: failed_total, within: 4h }',
    problems: [
      `:49 ${SLO}.sli.batch: a counter does not say how long a run took; within goes with completed`,
    ],
  },
  {
    name: 'counters that are expressions',
    sli: 'batch: { runs: sum(runs_total), failed: failed_total }',
    problems: [
      `:49 ${SLO}.sli.batch.runs: found "sum(runs_total)"; allowed: a selector such as nightly_job_runs_total{job="scoring"}`,
    ],
  },
  {
    name: 'gauges that never tell of a bad run',
    sli: 'batch: { completed: ended }',
    problems: [
      `:49 ${SLO}.sli.batch: beside completed stands what makes a run bad: succeeded, duration with within, or every`,
    ],
  },
  {
    name: 'gauges with failures',
    sli: 'batch: { completed: ended, failed: failed_total }',
    problems: [`:49 ${SLO}.sli.batch: failed goes with runs; beside completed stands succeeded`],
  },
  {
    name: 'a duration without its limit',
    sli: 'batch: { completed: ended, duration: took }',
    problems: [`:49 ${SLO}.sli.batch: duration and within go together`],
  },
  {
    name: 'a job each minute',
    sli: 'batch: { completed: ended, every: 1m }',
    problems: [
      `:49 ${SLO}.sli.batch.every: found 1m; allowed: at least 10m; count more frequent jobs with runs`,
    ],
  },
  {
    name: 'a histogram without a limit',
    sli: 'batch: { histogram: run_seconds }',
    problems: [`:49 ${SLO}.sli.batch: beside histogram stands within`],
  },
  {
    name: 'a histogram with successes',
    sli: 'batch: { histogram: run_seconds, within: 4h, succeeded: ok_total }',
    problems: [
      `:49 ${SLO}.sli.batch: beside histogram stands within alone; succeeded goes with another form`,
    ],
  },
  {
    name: 'a histogram of runs with its suffix',
    sli: 'batch: { histogram: run_seconds_bucket, within: 4h }',
    problems: [`:49 ${SLO}.sli.batch.histogram: leave _bucket away; Budgeteer adds the suffixes itself`],
  },
  {
    name: 'a native histogram',
    sli: 'latency: { histogram: x_seconds, threshold: 210ms, native: true }',
    problems: [],
  },
  {
    name: 'slices of a budget that is recorded',
    sli: 'remaining: { expr: left, unit: ratio }',
    slo: 'budgeting: { timeslices: { slice: 1m, target: 99 } }',
    problems: [
      `:50 ${SLO}.budgeting: the SLI is remaining, a budget that something else has worked out already; leave budgeting away`,
    ],
  },
  {
    name: 'slices of runs',
    sli: 'batch: { runs: runs_total, failed: failed_total }',
    slo: 'budgeting: { ratio_timeslices: { slice: 1h } }',
    problems: [
      `:50 ${SLO}.budgeting: the SLI is batch: its runs are few, and each of them counts; leave budgeting away`,
    ],
  },
  {
    name: 'slices of seconds',
    sli: 'events: { bad: a_total, total: b_total }',
    slo: 'budgeting: { timeslices: { slice: 10s, target: 99 } }',
    problems: [`:50 ${SLO}.budgeting.timeslices.slice: found 10s; allowed: from 1m to 1d`],
  },
  {
    name: 'slices between two looks',
    sli: 'quality: { gauge: accuracy, at_least: 0.92, every: 5m }',
    slo: 'budgeting: { timeslices: { slice: 1m, target: 99 } }',
    problems: [
      `:50 ${SLO}.budgeting.timeslices.slice: found 1m; allowed: at least every, 5m, which is how often the gauge is looked at`,
    ],
  },
  {
    name: 'hours of pushed counts',
    sli: 'pushed: {}',
    slo: 'budgeting: { timeslices: { slice: 1h, target: 99 } }',
    problems: [],
  },
  {
    name: 'minutes of pushed counts',
    sli: 'pushed: {}',
    slo: 'budgeting: { timeslices: { slice: 5m, target: 99 } }',
    problems: [
      `:50 ${SLO}.budgeting.timeslices.slice: found 5m; allowed for pushed counts, which are kept by the hour: whole hours up to 1d`,
    ],
  },
  {
    name: 'least traffic of a ratio',
    sli: 'ratio: { expr: "good:ratio$window" }',
    slo: 'min_events: 100',
    problems: [
      `:50 ${SLO}.min_events: the SLI is ratio, in which no events are counted; leave min_events away`,
    ],
  },
]

describe('an SLI of', () => {
  test.each(ROWS)('$name', async ({ sli, slo, problems }) => {
    const further = slo === undefined ? '' : `\n        ${slo}`
    const loaded = await loadEdited([['slos/shop.yaml', 'pushed: {}', sli + further]])
    expect(problemLines(loaded)).toEqual(
      problems.map((problem) => problem.replace(/^(warning )?/, '$1slos/shop.yaml')),
    )
  })
})

test('slices of pushed counts reach back as far as hours are kept', async () => {
  const loaded = await loadEdited([
    ['slos/shop.yaml', '30d\n        sli:\n          pushed', '120d\n        sli:\n          pushed'],
    ['slos/shop.yaml', 'pushed: {}', 'pushed: {}\n        budgeting: { ratio_timeslices: { slice: 1d } }'],
    ['budgeteer.yaml', 'sources:', 'retention: { pushed_counts: 400d }\nsources:'],
  ])
  expect(problemLines(loaded)).toEqual([
    `slos/shop.yaml:50 ${SLO}.budgeting.ratio_timeslices.slice: found a window beyond 100d, for which pushed counts are kept by the hour; older ones cannot be cut into slices`,
  ])
})

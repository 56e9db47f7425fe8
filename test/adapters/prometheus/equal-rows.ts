import type { Budgeting, Sli } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

/** An SLO on the history of slo-history.ts, and its error ratio over `$w` as one would type it into Prometheus. */
export interface EqualRow {
  readonly name: string
  readonly sli: Sli
  readonly budgeting?: Budgeting
  readonly minEvents?: number
  readonly byHand: string
  /** Where slices are longer than a lookback, the newest one stands for it. */
  readonly leastMs?: number
}

const source = 'main'
const timeslices = (sliceMs: number, target: number): Budgeting => ({ kind: 'timeslices', sliceMs, target })
const ratios = (sliceMs: number): Budgeting => ({ kind: 'ratio-timeslices', sliceMs })

const goodRequests: Sli = {
  kind: 'events',
  source,
  good: 'requests_total{code="200"}',
  total: 'requests_total',
}
const badRequests: Sli = {
  kind: 'events',
  source,
  bad: 'sum(increase(requests_total{code="500"}[$window])) # errors',
  total: 'sum(increase(requests_total[$window]))',
}
const quiet: Sli = { kind: 'events', source, bad: 'quiet_errors_total', total: 'quiet_total' }
const fast: Sli = { kind: 'latency', source, histogram: 'seconds', threshold: 0.2 }
const ratio: Sli = {
  kind: 'ratio',
  source,
  expr: 'sum(rate(requests_total{code="200"}[$window])) / sum(rate(requests_total[$window]))',
}
const accurate: Sli = {
  kind: 'quality',
  source,
  gauge: 'accuracy',
  bound: 'at-least',
  limit: 0.92,
  by: 'time',
  everyMs: MINUTE_MS,
}
const fresh: Sli = {
  kind: 'freshness',
  source,
  gauge: 'updated_seconds',
  maxAgeMs: 15 * MINUTE_MS,
  everyMs: MINUTE_MS,
  goneAfterMs: DAY_MS,
}

const byCount = (good: string, total: string): string => `1 - (${good}) / (${total})`
/** Whole steps of counters, each with its beginning where that is within the window. */
const steps = (counter: string): string => `(sum(changes(${counter}[$w])) - sum(resets(${counter}[$w])))`

export const equalRows: readonly EqualRow[] = [
  {
    name: 'good events',
    sli: goodRequests,
    byHand: '1 - sum(increase(requests_total{code="200"}[$w])) / sum(increase(requests_total[$w]))',
  },
  {
    name: 'bad events',
    sli: badRequests,
    byHand: 'sum(increase(requests_total{code="500"}[$w])) / sum(increase(requests_total[$w]))',
  },
  {
    name: 'latency',
    sli: fast,
    byHand: '1 - sum(increase(seconds_bucket{le="0.2"}[$w])) / sum(increase(seconds_count[$w]))',
  },
  {
    name: 'a success ratio',
    sli: ratio,
    byHand: '1 - sum(rate(requests_total{code="200"}[$w])) / sum(rate(requests_total[$w]))',
  },
  {
    name: 'the time at which a gauge is high enough',
    sli: accurate,
    byHand:
      '1 - sum(sum_over_time((accuracy >= bool 0.92)[$s:1m])) / sum(count_over_time((accuracy == accuracy)[$s:1m]))',
  },
  {
    name: 'the time at which an expression is low enough',
    sli: { ...accurate, gauge: 'max(accuracy{model=~"a|b"}) # the best', bound: 'at-most', limit: 0.97 },
    byHand:
      'sum_over_time((max(accuracy{model=~"a|b"}) > bool 0.97)[$s:1m]) / count_over_time(max(accuracy{model=~"a|b"})[$s:1m])',
  },
  {
    name: 'the samples in which a gauge is high enough',
    sli: { ...accurate, gauge: 'accuracy{model!="c"}', by: 'samples' },
    // The total is what the database holds.
    byHand:
      '1 - sum(sum_over_time(((accuracy{model!="c"} >= bool 0.92) and count_over_time(accuracy{model!="c"}[59s]) > 0)[$s:1m])) / sum(count_over_time(accuracy{model!="c"}[$s]))',
  },
  {
    name: 'the time at which data is fresh',
    sli: fresh,
    byHand:
      'sum(sum_over_time((time() - last_over_time(updated_seconds[1d]) > bool 900)[$s:1m])) / sum(count_over_time(last_over_time(updated_seconds[1d])[$s:1m]))',
  },
  {
    name: 'runs by counters of all and failed ones',
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'counters', all: 'job_runs_total', failed: 'job_runs_total{state="failed"}' },
    },
    byHand: `${failures()} / (${steps('job_runs_total{state="ok"}')} + ${failures()})`,
  },
  {
    name: 'runs by counters of all and successful ones',
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'counters', all: 'job_runs_total', succeeded: 'job_runs_total{state="ok"}' },
    },
    byHand: `${failures()} / (${steps('job_runs_total{state="ok"}')} + ${failures()})`,
  },
  {
    name: 'runs within their time by a histogram',
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'durations', histogram: 'job_seconds', withinMs: 4 * HOUR_MS },
    },
    byHand: byCount(steps('job_seconds_bucket{le="14400"}'), steps('job_seconds_count')),
  },
  {
    name: 'runs by when they ended and when they last succeeded',
    sli: {
      kind: 'batch',
      source,
      runs: { of: 'gauges', completed: 'job_completed_seconds', succeeded: 'job_succeeded_seconds' },
    },
    byHand: byCount('sum(changes(job_succeeded_seconds[$w]))', 'sum(changes(job_completed_seconds[$w]))'),
  },
  {
    name: 'runs within their time by what the last one took',
    sli: {
      kind: 'batch',
      source,
      runs: {
        of: 'gauges',
        completed: 'job_completed_seconds',
        duration: { gauge: 'job_duration_seconds', withinMs: 4 * HOUR_MS },
      },
    },
    byHand: byCount(
      'sum(changes(job_completed_seconds[$w])) - sum(changes((job_duration_seconds > bool 14400)[$s:1m])) / 2',
      'sum(changes(job_completed_seconds[$w]))',
    ),
  },
  {
    name: 'runs that are due each night, two of which did not happen',
    sli: {
      kind: 'batch',
      source,
      runs: {
        of: 'gauges',
        completed: 'job_completed_seconds',
        succeeded: 'job_succeeded_seconds',
        everyMs: DAY_MS,
      },
    },
    byHand: byCount(
      'sum(changes(job_succeeded_seconds[$w]))',
      // A run is missed when the last one is 24 h and a tenth of that old.
      'sum(changes(job_completed_seconds[$w])) + (sum(count_over_time((time() - job_completed_seconds >= 95040 < 95100)[$s:1m])) or vector(0))',
    ),
  },
  {
    name: 'good quarters of an hour',
    sli: goodRequests,
    budgeting: timeslices(15 * MINUTE_MS, 0.95),
    leastMs: 15 * MINUTE_MS,
    byHand:
      '1 - sum_over_time((sum(increase(requests_total{code="200"}[15m])) / sum(increase(requests_total[15m])) >= bool 0.95)[$s:15m]) / count_over_time((sum(increase(requests_total[15m])) > 0)[$s:15m])',
  },
  {
    name: 'the mean of the hours',
    sli: badRequests,
    budgeting: ratios(HOUR_MS),
    leastMs: HOUR_MS,
    byHand:
      'avg_over_time((sum(increase(requests_total{code="500"}[1h])) / sum(increase(requests_total[1h])))[$s:1h])',
  },
  {
    name: 'good slices of a service with little traffic',
    sli: quiet,
    budgeting: timeslices(15 * MINUTE_MS, 0.9),
    leastMs: 15 * MINUTE_MS,
    byHand:
      '1 - sum_over_time((1 - sum(increase(quiet_errors_total[15m])) / (sum(increase(quiet_total[15m])) > 0) >= bool 0.9)[$s:15m]) / count_over_time((sum(increase(quiet_total[15m])) > 0)[$s:15m])',
  },
  {
    name: 'good slices with at least 20 events',
    sli: quiet,
    budgeting: timeslices(15 * MINUTE_MS, 0.9),
    minEvents: 20,
    leastMs: 15 * MINUTE_MS,
    byHand:
      '1 - sum_over_time((1 - sum(increase(quiet_errors_total[15m])) / (sum(increase(quiet_total[15m])) >= 20) >= bool 0.9)[$s:15m]) / count_over_time((sum(increase(quiet_total[15m])) >= 20)[$s:15m])',
  },
  {
    name: 'the mean of the slices with at least 20 events',
    sli: quiet,
    budgeting: ratios(15 * MINUTE_MS),
    minEvents: 20,
    leastMs: 15 * MINUTE_MS,
    byHand:
      'avg_over_time((sum(increase(quiet_errors_total[15m])) / (sum(increase(quiet_total[15m])) >= 20))[$s:15m])',
  },
  {
    name: 'latency by good hours',
    sli: fast,
    budgeting: timeslices(HOUR_MS, 0.97),
    leastMs: HOUR_MS,
    byHand:
      '1 - avg_over_time((sum(increase(seconds_bucket{le="0.2"}[1h])) / sum(increase(seconds_count[1h])) >= bool 0.97)[$s:1h])',
  },
  {
    name: 'latency by the mean of the quarters of an hour',
    sli: fast,
    budgeting: ratios(15 * MINUTE_MS),
    leastMs: 15 * MINUTE_MS,
    byHand:
      '1 - avg_over_time((sum(increase(seconds_bucket{le="0.2"}[15m])) / sum(increase(seconds_count[15m])))[$s:15m])',
  },
  {
    name: 'a success ratio by good hours',
    sli: ratio,
    budgeting: timeslices(HOUR_MS, 0.98),
    leastMs: HOUR_MS,
    byHand:
      '1 - avg_over_time((sum(rate(requests_total{code="200"}[1h])) / sum(rate(requests_total[1h])) >= bool 0.98)[$s:1h])',
  },
  {
    name: 'a success ratio by the mean of the hours',
    sli: ratio,
    budgeting: ratios(HOUR_MS),
    leastMs: HOUR_MS,
    byHand:
      '1 - avg_over_time((sum(rate(requests_total{code="200"}[1h])) / sum(rate(requests_total[1h])))[$s:1h])',
  },
  {
    name: 'a gauge by good half hours',
    sli: accurate,
    budgeting: timeslices(30 * MINUTE_MS, 0.7),
    leastMs: 30 * MINUTE_MS,
    byHand:
      '1 - avg_over_time((sum(sum_over_time((accuracy >= bool 0.92)[1799s:1m])) / sum(count_over_time((accuracy == accuracy)[1799s:1m])) >= bool 0.7)[$s:30m])',
  },
  {
    name: 'freshness by the mean of the hours',
    sli: fresh,
    budgeting: ratios(HOUR_MS),
    leastMs: HOUR_MS,
    byHand:
      'avg_over_time((sum(sum_over_time((time() - last_over_time(updated_seconds[1d]) > bool 900)[3599s:1m])) / sum(count_over_time(last_over_time(updated_seconds[1d])[3599s:1m])))[$s:1h])',
  },
]

/** The series of the failed runs begins with the first of them. */
function failures(): string {
  const failed = 'job_runs_total{state="failed"}'
  return `((${steps(failed)} + (sum(first_run_of_failed) or vector(0))) or vector(0))`.replace(
    'first_run_of_failed',
    `min_over_time(${failed}[$w]) unless ${failed} offset $w`,
  )
}

/**
 * What a source is asked for. A PromQL text is either a plain selector, which Budgeteer wraps in
 * `sum(increase(…[window]))`, or an expression in which `$window` stands for the lookback.
 */
export type QueriedSli =
  | {
      readonly kind: 'events'
      readonly source: string
      readonly good?: string
      readonly bad?: string
      readonly total: string
    }
  | {
      readonly kind: 'latency'
      readonly source: string
      /** Selector of the histogram without its suffix: `http_request_duration_seconds{job="api"}`. */
      readonly histogram: string
      /** The `le` bound under which a request is good, in the histogram's unit (seconds). */
      readonly threshold: number
      /** A native histogram, which has no buckets to choose from. */
      readonly isNative?: boolean
    }
  | {
      readonly kind: 'ratio'
      readonly source: string
      /** Success ratio 0 to 1 over `$window`. */
      readonly expr: string
    }
  | {
      readonly kind: 'remaining'
      readonly source: string
      /** Budget remaining over the SLO's own window, as somebody else already records it. */
      readonly expr: string
      readonly unit: 'ratio' | 'percent'
      /** Burn rate over `$window`, where that is recorded too. */
      readonly burnRate?: string
    }
  | {
      readonly kind: 'recorded'
      readonly source: string
      /** Whose recording rules describe it: its only source are the series that they write under its names. */
      readonly by: 'sloth' | 'pyrra'
    }
  | GaugeSli
  | BatchSli

/** A gauge that is looked at every so often. */
export type GaugeSli = QualitySli | FreshnessSli

/** A gauge against a threshold: the accuracy of a model over 92 % (seed 004). */
export interface QualitySli {
  readonly kind: 'quality'
  readonly source: string
  /** A selector or an expression; counted by samples it is a selector. Several series count each for itself. */
  readonly gauge: string
  /** A value at the limit, or on its right side, is good; in the gauge's own unit. */
  readonly bound: 'at-least' | 'at-most'
  readonly limit: number
  /** `time`: each look at it counts, one every `everyMs`. `samples`: each look that finds a new sample. */
  readonly by: 'time' | 'samples'
  readonly everyMs: number
}

/** The age of the data that users get: a gauge with the Unix time (seconds) of the last update. */
export interface FreshnessSli {
  readonly kind: 'freshness'
  readonly source: string
  /** A selector; several series count each for itself. */
  readonly gauge: string
  readonly maxAgeMs: number
  /** How often the age is looked at. */
  readonly everyMs: number
  /** For how long a series that has vanished still counts, growing older all the while. */
  readonly goneAfterMs: number
}

/** Jobs that succeeded, and that finished within their time. Runs are counted whole, one by one. */
export interface BatchSli {
  readonly kind: 'batch'
  readonly source: string
  readonly runs: BatchRuns
}

export type BatchRuns =
  /** Counters of runs; selectors. */
  | {
      readonly of: 'counters'
      readonly all: string
      readonly succeeded?: string
      readonly failed?: string
    }
  /** A histogram of the runs' durations; its selector without the suffix. */
  | { readonly of: 'durations'; readonly histogram: string; readonly withinMs: number }
  /** Gauges that each run of a job overwrites; selectors whose series have the same labels. */
  | {
      readonly of: 'gauges'
      /** Unix time (seconds) of the last completed run. */
      readonly completed: string
      /** Unix time of the last successful one. */
      readonly succeeded?: string
      /** Seconds that the last one took, and the longest that is good. */
      readonly duration?: { readonly gauge: string; readonly withinMs: number }
      /** How often the job is due: a run that is overdue counts as a bad one. */
      readonly everyMs?: number
    }

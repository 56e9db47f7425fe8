/** Series of one metric that share what they were grouped by. */
export interface SeriesGroup {
  /** Labels that the series do not have are absent. */
  readonly labels: Readonly<Record<string, string>>
  /** Events a second over the last minutes. */
  readonly perSecond: number
}

/** The source gave no answer that can be read. */
export interface NotAnswered {
  readonly kind: 'failed'
  /** For people; holds no secret. */
  readonly detail: string
}

export type Answered<Value> = { readonly kind: 'answered'; readonly value: Value } | NotAnswered

export type MetricKind = 'counter' | 'native-histogram'

/**
 * Port: what a metrics source can say of the metrics that it holds. Each question is one query with a timeout of its own; a
 * promise rejects only with the reason of an aborted signal.
 */
export interface MetricsInventory {
  /** The names of all metrics that have had samples in the time before `at` (milliseconds). */
  names(sinceMs: number, at: number, signal?: AbortSignal): Promise<Answered<readonly string[]>>
  /** The series that count something now, by these labels; none where the metric is of another kind. */
  groups(
    metric: string,
    kind: MetricKind,
    labels: readonly string[],
    at: number,
    signal?: AbortSignal,
  ): Promise<Answered<readonly SeriesGroup[]>>
  /**
   * Events up to each bound of a histogram in the time before `at`, and all of them up to `Infinity`. A classic histogram
   * has bounds of its own; a native one is asked for `nativeBounds`.
   *
   * @param histogram a selector without a suffix
   */
  eventsUpTo(
    histogram: string,
    nativeBounds: readonly number[] | undefined,
    lookbackMs: number,
    at: number,
    signal?: AbortSignal,
  ): Promise<Answered<ReadonlyMap<number, number>>>
}

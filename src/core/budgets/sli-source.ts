import type { NewestSample } from './newest-sample.ts'
import type { Slo } from './slo.ts'

/** Why there is no figure. The list is closed: messages, JSON and docs use the same codes. */
export const MISSING_REASONS = [
  'no_data',
  'data_stopped',
  'no_traffic',
  'low_traffic',
  'not_a_number',
  'implausible',
  'query_failed',
  'source_unreachable',
  'source_timeout',
] as const
export type MissingReason = (typeof MISSING_REASONS)[number]

/** Whether the source gave no answer that can be read, so that nothing is known of the data itself. */
export const isSourceFailure = (reason: MissingReason): boolean =>
  reason === 'query_failed' || reason === 'source_unreachable' || reason === 'source_timeout'

export interface Missing {
  readonly kind: 'missing'
  readonly reason: MissingReason
  /** For people: which query, which answer. Holds no secret. */
  readonly detail: string
}

/** What one lookback of one SLO gave. Counts stay counts; ratios are 0 to 1. */
export type SliSample =
  | { readonly kind: 'counts'; readonly good: number; readonly total: number }
  | { readonly kind: 'success-ratio'; readonly ratio: number }
  | { readonly kind: 'remaining'; readonly remainingRatio: number }
  | { readonly kind: 'burn-rate'; readonly burnRate: number }
  | Missing

export interface SliMeasurement {
  /** By lookback in milliseconds. Each lookback that was asked for has an entry. */
  readonly samples: ReadonlyMap<number, SliSample>
  /**
   * Share (0 to 1) of the SLO's own window that the source's history covers; undefined when the source cannot tell.
   * Less than 1 means that older errors are not counted.
   */
  readonly coverage?: number
  /** The figures are made of parts whose young data has been allowed for, each by itself. */
  readonly isYoungAllowedFor?: boolean
  /** Milliseconds of the SLO's own window that were left out as maintenance. */
  readonly excludedMs?: number
  /** Undefined when the source cannot tell, or knows of none. */
  readonly newest?: NewestSample
  /** What the source says beside its figures: that part of the data was out of reach. */
  readonly warning?: string
}

/** What is wanted of one SLO. */
export interface SliQuestion {
  readonly slo: Slo
  /** Milliseconds, each ending at the evaluation time. */
  readonly lookbacksMs: readonly number[]
}

/** Port: something that can count good and bad events. Prometheus and the pushed counts each implement it. */
export interface SliSource {
  /**
   * Measures every SLO over its lookbacks, all at the one evaluation time `at`. What cannot be measured comes back as
   * `missing` with its reason; the promise rejects only when `signal` aborts. The result is keyed by `sloKey`.
   */
  measure(
    questions: readonly SliQuestion[],
    at: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, SliMeasurement>>
}

/** A source that says which SLOs it can be asked for. */
export interface OwnSource extends SliSource {
  measures(slo: Slo): boolean
}

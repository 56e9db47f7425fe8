import type { Objective } from './objective.ts'

/**
 * What is measured. A PromQL text is either a plain selector, which Budgeteer wraps in `sum(increase(…[window]))`, or an
 * expression in which `$window` stands for the lookback.
 */
export type Sli =
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
  | { readonly kind: 'pushed' }

export interface Slo {
  readonly service: string
  readonly name: string
  readonly title: string
  readonly objective: Objective
  readonly windowMs: number
  readonly sli: Sli
}

/** One key for an SLO wherever a string is needed. Neither part may hold a slash. */
export const sloKey = (slo: { readonly service: string; readonly name: string }): string =>
  `${slo.service}/${slo.name}`

export interface Service {
  readonly name: string
  readonly title: string
  readonly journey?: string
  /** Name of the policy that governs it. */
  readonly policy: string
  readonly slos: readonly Slo[]
  /** Slack user ids of who is told of planned deployments and asked to watch them. */
  readonly stakeholders?: readonly string[]
}

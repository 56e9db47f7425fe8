import type { OutcomeState } from './outcome.ts'

/** What became of an exception, an override or a silver bullet, in the thread of its request. Times are ISO 8601. */
export interface OutcomeMessage {
  readonly kind: 'outcome'
  /** `rolled-back-since`: it was told before that it was not. */
  readonly event: 'told' | 'rolled-back-since'
  readonly requestId: string
  readonly service: string
  readonly serviceTitle: string
  /** `Override`, `Freeze exception`. */
  readonly wayTitle: string
  readonly revision: string
  readonly state: OutcomeState
  /** Null when it was never used. */
  readonly deployedAt: string | null
  /** How long after it was deployed it ended as `state` says; null where nobody said so. */
  readonly endedAfterSeconds: number | null
  /** For how long what was spent is looked at, before and after. */
  readonly overSeconds: number
  /** The SLO of whose budget most was spent. */
  readonly sloTitle: string | null
  readonly spentRatio: number | null
  readonly spentBeforeRatio: number | null
  /** In words; null where the service has no price. */
  readonly money: string | null
  readonly at: string
}

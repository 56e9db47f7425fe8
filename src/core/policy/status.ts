import type { MissingReason } from '../budgets/sli-source.ts'
import type { Young } from '../budgets/young.ts'

/** The level that a service is at now, since when, and why. */
export interface Status {
  readonly service: string
  /** A level of its policy, or UNKNOWN_LEVEL. */
  readonly level: string
  /** When this level began. */
  readonly since: number
  /** The SLO that decides: the worst one. Null while nothing was ever measured. */
  readonly slo: string | null
  readonly remainingRatio: number | null
  /** While the data of that SLO covers too little of its window. */
  readonly young: Young | null
  /**
   * The last poll in which every SLO was measured; null if there was none yet. Where data has stopped, when its newest
   * sample was taken: what was measured after that did not know what happened.
   */
  readonly knownAt: number | null
  /** The last poll, whatever it found. */
  readonly polledAt: number
  /** SLOs without a figure at the last poll. */
  readonly missing: readonly {
    readonly slo: string
    readonly reason: MissingReason
    readonly detail: string
    /** Since when its source has had no data; kept until the SLO is measured again, whatever the reason is by then. */
    readonly stoppedAt?: number
  }[]
  /** A better level that has not held long enough yet; `level` is the worst seen in that time. */
  readonly recovering: { readonly level: string; readonly since: number } | null
  readonly policyVersion: string
}

/** A change of status. */
export interface Transition {
  readonly id: string
  readonly service: string
  /** UNKNOWN_LEVEL at first sight. */
  readonly from: string
  readonly to: string
  readonly at: number
  readonly slo: string | null
  readonly remainingRatio: number | null
  readonly policyVersion: string
}

/** Port: where each service stands, and how it got there. */
export interface StatusStore {
  all(): Promise<readonly Status[]>
  of(service: string): Promise<Status | undefined>
  save(statuses: readonly Status[]): Promise<void>
  addTransitions(transitions: readonly Transition[]): Promise<void>
  transition(id: string): Promise<Transition | undefined>
  /** Newest first. */
  transitions(service: string, limit: number): Promise<readonly Transition[]>
  /** Of all services those of `(from, until]`, and of each the last one before, by service and oldest first. */
  transitionsDuring(from: number, until: number): Promise<readonly Transition[]>
}

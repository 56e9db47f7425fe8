import type { Money } from '../cost/money.ts'
import type { Way } from '../policy/way.ts'
import type { DeploymentState } from '../rollouts/deployment.ts'

/** What became of a deployment: nobody used the grant, or how it ended as far as somebody said. */
export const OUTCOME_STATES = [
  'never_used',
  'unreported',
  'running',
  'held',
  'finished',
  'failed',
  'rolled_back',
] as const satisfies readonly ('never_used' | DeploymentState)[]
export type OutcomeState = (typeof OUTCOME_STATES)[number]

/** What became of an exception, an override or a silver bullet, as its thread was told. Times are epoch milliseconds. */
export interface Outcome {
  readonly requestId: string
  readonly service: string
  readonly way: Way
  /** Null when it was never used. */
  readonly deployedAt: number | null
  /** For how long after it, and before it, what was spent is looked at. */
  readonly overMs: number
  /** As it was told last. */
  readonly state: OutcomeState
  /** The SLO of whose budget most was spent after it; null where nothing is known. */
  readonly slo: string | null
  /** Share of that SLO's whole budget that was spent in that time, whatever spent it. */
  readonly spentRatio: number | null
  /** The same in as long a time before. */
  readonly spentBeforeRatio: number | null
  /** What was spent after it costs; null where the service has no price. */
  readonly money: Money | null
  readonly toldAt: number
}

/** Port: one outcome a request. */
export interface OutcomeStore {
  save(outcome: Outcome): Promise<void>
  ofRequests(requestIds: readonly string[]): Promise<readonly Outcome[]>
  /** Those that were told after `since`, oldest first. */
  toldSince(since: number): Promise<readonly Outcome[]>
}

import type { MeasuredReading } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { Policy } from '../policy/policy.ts'
import type { Status, Transition } from '../policy/status.ts'

/** A transition with all that it was decided on. */
export interface Followed {
  readonly transition: Transition
  /** Of one from a level to itself: what changed. */
  readonly because?: string
  readonly service: Service
  readonly policy: Policy
  readonly status: Status
  readonly reading: MeasuredReading | undefined
}

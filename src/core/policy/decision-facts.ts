import type { DaySlot } from './day-slot.ts'
import type { Freeze } from './freeze.ts'
import type { CurrentLevel } from './next-status.ts'
import type { ChangeType, Seat } from './policy.ts'
import type { Approver } from './seats.ts'
import type { Way } from './way.ts'

/** The facts that every change of a service shares: its level, its freezes, and the requirements that are met. */
export interface ServiceFacts extends CurrentLevel {
  readonly service: string
  /** The service as people call it; by its name where left out. */
  readonly serviceTitle?: string
  /** What blocks the service's changes beside its level: freezes, correctness incidents, hours. */
  readonly freezes: readonly Freeze[]
  /** Where a change that the policy staggers stands in the calendar; undefined where it was not looked up. */
  readonly slot?: DaySlot | undefined
  /** Requirements that are met. */
  readonly met: ReadonlySet<string>
}

/** Everything that a decision rests on. Loaded in the transaction that commits the decision. */
export interface DecisionFacts extends ServiceFacts {
  readonly change: ChangeType
  /** The change type's own risk, or a higher one. */
  readonly risk: string
  /** The level of a grant that still holds: its rule and requirements decide, whatever better level has begun since. */
  readonly grantedLevel?: string
  /** The seats that an unused grant of another version of the policy was given under: they must be filled as well. */
  readonly grantedSeats?: readonly Seat[]
  /** The way through a freeze that the request takes; where the policy blocks, the seats of the way decide instead. */
  readonly way?: Way | null
  /** Who approved, first come first. The requester never stands here, but alone for an override. */
  readonly people: readonly Approver[]
  /** The caller is an automatic pipeline, not triggered by hand. */
  readonly automatic: boolean
  /** A named person or token claims the exemption. */
  readonly claimsExemption: boolean
}

import type { DaySlot } from './day-slot.ts'
import type { Freeze } from './freeze.ts'
import type { CurrentLevel } from './next-status.ts'
import type { ChangeType, Seat } from './policy.ts'
import type { Approver } from './seats.ts'
import type { Way } from './way.ts'

/** What bears on every change of a service: its level, what freezes it, and what is met already. */
export interface ServiceFacts extends CurrentLevel {
  readonly service: string
  /** What keeps the service's changes back beside its level: freezes, correctness incidents, hours. */
  readonly freezes: readonly Freeze[]
  /** Where a change that the policy staggers stands in the calendar; undefined where nobody looked. */
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
  /** The caller is a pipeline that nobody triggered by hand. */
  readonly automatic: boolean
  /** Somebody named stands behind the claim that an exempt change is one. */
  readonly claimsExemption: boolean
}

import { isoTime } from '../kernel/time/iso-time.ts'
import type { DecidedSeat } from '../policy/decision.ts'
import {
  isOpen,
  nextStage,
  percentReached,
  type Rollout,
  type RolloutCost,
  type RolloutState,
  waitEndsAt,
} from './rollout.ts'
import { obstacle } from './step.ts'

/** A rollout as pipelines see it. Times are ISO 8601. */
export interface RolloutView {
  readonly rolloutId: string
  readonly requestId: string | null
  readonly service: string
  readonly revision: string
  readonly environment: string
  readonly state: RolloutState
  readonly percent: number
  readonly next: {
    readonly percent: number
    readonly title: string
    /** Whether it may begin now. */
    readonly allowed: boolean
    readonly notBefore: string
    readonly seats: readonly DecidedSeat[]
  } | null
  /** Until when the last stage is watched, or this one. */
  readonly watchedUntil: string
  readonly costs: readonly RolloutCost[]
  /** The same report came before. */
  readonly repeated: boolean
}

export function rolloutView(
  rollout: Rollout,
  seats: readonly DecidedSeat[],
  repeated: boolean,
  now: number,
): RolloutView {
  const { id, requestId, service, revision, environment, state, costs } = rollout
  const next = isOpen(rollout) ? nextStage(rollout) : undefined
  return {
    rolloutId: id,
    requestId,
    service,
    revision,
    environment,
    state,
    percent: percentReached(rollout),
    next:
      next === undefined
        ? null
        : {
            percent: next.percent,
            title: next.title,
            allowed: obstacle(rollout, seats, now) === null,
            notBefore: isoTime(waitEndsAt(rollout)),
            seats,
          },
    watchedUntil: isoTime(waitEndsAt(rollout)),
    costs,
    repeated,
  }
}

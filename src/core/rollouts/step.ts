import type { DecidedSeat } from '../policy/decision.ts'
import { openSeats } from '../policy/seats.ts'
import { isOpen, nextStage, type Rollout, waitEndsAt } from './rollout.ts'

/** Why the next stage may not begin yet. */
export type Obstacle =
  | { readonly kind: 'over' }
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'last' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'sign-off'; readonly seats: readonly DecidedSeat[] }

/** What keeps the next stage from beginning; null when it may. `seats` are the next stage's, as they are filled now. */
export function obstacle(rollout: Rollout, seats: readonly DecidedSeat[], now: number): Obstacle | null {
  if (!isOpen(rollout)) return { kind: 'over' }
  if (rollout.hold !== null) return { kind: 'held', reason: rollout.hold.reason }
  if (nextStage(rollout) === undefined) return { kind: 'last' }
  const until = waitEndsAt(rollout)
  if (now < until) return { kind: 'wait', until }
  const open = openSeats(seats)
  return open.length > 0 ? { kind: 'sign-off', seats: open } : null
}

export const advanced = (rollout: Rollout, now: number): Rollout => ({
  ...rollout,
  state: 'running',
  stage: rollout.stage + 1,
  stageAt: now,
  hold: null,
  signedBy: [],
  isWaitTold: false,
})

export const held = (rollout: Rollout, hold: NonNullable<Rollout['hold']>): Rollout => ({
  ...rollout,
  state: 'held',
  hold,
})

export const resumed = (rollout: Rollout): Rollout => ({
  ...rollout,
  state: 'running',
  hold: null,
  isBurnAccepted: rollout.isBurnAccepted || rollout.hold?.cause === 'burn',
})

export const ended = (
  rollout: Rollout,
  state: 'finished' | 'failed' | 'rolled_back',
  costs: Rollout['costs'],
  now: number,
): Rollout => ({ ...rollout, state, hold: null, endedAt: now, costs })

/** What time or the budget makes of a running rollout. */
export type DueAct = 'hold-for-burn' | 'burn-is-over' | 'finish' | 'tell-wait-is-over'

/** What is due now. Each is due once, however long the bot was off. */
export function dueAct(rollout: Rollout, burnOfLastHour: number | null, now: number): DueAct | null {
  const { plan, state, isBurnAccepted, isWaitTold } = rollout
  const burns = plan.holdAboveBurn !== null && burnOfLastHour !== null && burnOfLastHour > plan.holdAboveBurn
  if (isBurnAccepted && burnOfLastHour !== null && !burns) return 'burn-is-over'
  if (state !== 'running') return null
  if (burns && !isBurnAccepted) return 'hold-for-burn'
  if (now < waitEndsAt(rollout)) return null
  if (nextStage(rollout) === undefined) return 'finish'
  return isWaitTold || rollout.stage === -1 ? null : 'tell-wait-is-over'
}

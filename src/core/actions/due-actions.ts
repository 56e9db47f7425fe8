import { type ActionTimes, USUAL_ACTION_TIMES } from '../policy/mandatory-action.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Action } from './action.ts'

/** What is due at once is late after this. */
export const AT_ONCE_GRACE_MS = 15 * MINUTE_MS

/** Later than this after its time, a reminder says that it is late. */
export const LATE_AFTER_MS = 5 * MINUTE_MS

export type ActionEvent = 'due-soon' | 'insisting' | 'overdue' | 'escalated'

/** One thing to be said about an action now. */
export interface DueAct {
  readonly action: Action
  readonly event: ActionEvent
  /** It is found to be late at this check. */
  readonly becomesOverdue: boolean
  readonly isLate: boolean
}

/** From when an action that is not done counts as late. */
export const overdueFrom = ({ dueAt, startedAt }: Pick<Action, 'dueAt' | 'startedAt'>): number =>
  dueAt === startedAt ? dueAt + AT_ONCE_GRACE_MS : dueAt

/**
 * What to say of an open action now, given what was said before; null for nothing. Each is said once, and only the worst
 * after a pause of the bot: an action that goes to the next role gets no reminder as well.
 */
export function dueAct(action: Action, times: ActionTimes | undefined, now: number): DueAct | null {
  if (action.state !== 'open') return null
  const { remindAtRatio, escalateAfterMs } = times ?? USUAL_ACTION_TIMES
  const late = overdueFrom(action)
  const becomesOverdue = action.overdueAt === null && now >= late
  const say = (event: ActionEvent, since: number): DueAct => ({
    action,
    event,
    becomesOverdue,
    isLate: now - since > LATE_AFTER_MS,
  })

  const escalates = late + escalateAfterMs
  if (action.escalateTo !== null && action.escalatedAt === null && now >= escalates)
    return say('escalated', escalates)
  if (becomesOverdue) return say('overdue', late)
  if (action.insistMs !== null) {
    const next = (action.remindedAt ?? action.startedAt) + action.insistMs
    return now >= next ? say('insisting', next) : null
  }
  const remindAt = action.startedAt + (action.dueAt - action.startedAt) * remindAtRatio
  if (action.remindedAt === null && now < late && now >= remindAt && action.dueAt > action.startedAt)
    return say('due-soon', remindAt)
  return null
}

/** When the next round of a repeating action is due: after now, and after the round that was done. */
export function nextRoundAt(
  { levelSince, dueAt }: Pick<Action, 'levelSince' | 'dueAt'>,
  repeatsMs: number,
  now: number,
): number {
  const rounds = Math.floor((Math.max(now, dueAt) - levelSince) / repeatsMs) + 1
  return levelSince + rounds * repeatsMs
}

import { markActionDone, reassignAction } from '../core/actions/act-on-action.ts'
import { type ActionDeps, followActions } from '../core/actions/remind-actions.ts'
import { addTopAction, finishTopAction, moveTopAction } from '../core/actions/top-actions.ts'
import type { ActionCommands } from '../adapters/slack/use-cases-actions.ts'
import { MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** Actions that levels and teams put on people: what they may do with them, and who is told when. */
export function actions(deps: ActionDeps): {
  readonly chores: readonly Chore[]
  readonly useCases: ActionCommands
} {
  return {
    chores: [
      { name: 'actions', everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS, run: () => followActions(deps) },
    ],
    useCases: {
      open: (service) => deps.store.actions.open(service),
      top: (service) => deps.store.topActions.open(service),
      done: (actionId, userId) => markActionDone(deps, actionId, userId),
      reassign: (actionId, assigneeId, userId) => reassignAction(deps, actionId, assigneeId, userId),
      addTop: (input) => addTopAction(deps, input),
      finishTop: (service, place, userId) => finishTopAction(deps, service, place, userId),
      moveTop: (service, place, direction, userId) => moveTopAction(deps, service, place, direction, userId),
    },
  }
}

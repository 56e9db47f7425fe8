import { actionRefusal, markActionDone, reassignAction } from './act-on-action.ts'
import type { ActionWorld } from './action-world.ts'
import { type ActionAnswer, proveAction } from './prove-action.ts'
import { addTopAction, finishTopAction, type Listing, moveTopAction } from './top-actions.ts'

/** The actions that levels and teams put on people: what may be done with them. */
export const actionCommands = (world: ActionWorld) => ({
  /** Open mandatory actions of one service or of all, by deadline. */
  open: (service?: string) => world.store.actions.open(service),
  refusal: (actionId: string, userId: string) => actionRefusal(world, actionId, userId),
  done: (actionId: string, userId: string) => markActionDone(world, actionId, userId),
  byId: (actionId: string) => world.store.actions.byId(actionId),
  /** Gives what an action asks for: its commander, war room or notes. */
  prove: (actionId: string, given: ActionAnswer, userId: string) =>
    proveAction(world, actionId, given, userId),
  reassign: (actionId: string, assigneeId: string, userId: string) =>
    reassignAction(world, actionId, assigneeId, userId),
  /** Open top actions of one service or of all, most important first. */
  top: (service?: string) => world.store.topActions.open(service),
  addTop: (input: Parameters<typeof addTopAction>[1]) => addTopAction(world, input),
  finishTop: (service: string, which: Listing, userId: string) =>
    finishTopAction(world, service, which, userId),
  moveTop: (service: string, which: Listing, direction: 'up' | 'down', userId: string) =>
    moveTopAction(world, service, which, direction, userId),
})

import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { Action, TopAction } from '../../core/actions/action.ts'

/** What people do with the actions that levels and teams put on them. */
export interface ActionCommands {
  /** Open mandatory actions of one service or of all, by deadline. */
  open(service?: string): Promise<readonly Action[]>
  /** Open top actions of one service or of all, most important first. */
  top(service?: string): Promise<readonly TopAction[]>
  done(actionId: string, userId: string): Promise<ActOutcome<Action>>
  reassign(actionId: string, assigneeId: string, userId: string): Promise<ActOutcome<Action>>
  addTop(input: {
    readonly service: string
    readonly text: string
    readonly ownerId: string
    readonly userId: string
  }): Promise<ActOutcome<TopAction>>
  /** By its place in the list of the service: 1 is the first. */
  finishTop(service: string, place: number, userId: string): Promise<ActOutcome<TopAction>>
  moveTop(
    service: string,
    place: number,
    direction: 'up' | 'down',
    userId: string,
  ): Promise<ActOutcome<TopAction>>
}

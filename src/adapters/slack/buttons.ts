import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'

import type { Answer } from './answer.ts'
import type { Desk } from './desk.ts'
import { readHomeState } from './home/home-state.ts'
import { noteModal, waitingModal } from './modals/modal.ts'
import type { AnswerTo } from './responder.ts'

/** Somebody pressed a button, or chose from a list. Slack's signed payload says who. */
export interface Click {
  /** What the button or the option carries: the id of what it belongs to. */
  readonly value: string
  readonly userId: string
  readonly triggerId: string
  /** Whether only this person sees where the button stands. */
  readonly isPrivate: boolean
}

/** Acknowledges a click, carries it out and answers the person; null where the message itself shows what was done. */
export function onButton(
  app: App,
  desk: Desk,
  actionId: string,
  act: (click: Click) => Promise<Answer | null>,
): void {
  app.action<BlockAction<ButtonAction | StaticSelectAction>>(actionId, async ({ ack, body, action }) => {
    await ack()
    const home = body.view?.type === 'home' ? readHomeState(body.view.private_metadata) : null
    if (home !== null && !desk.homes.takesPress(body.user.id, actionId, home)) return
    const answer = await desk.attempt(actionId, () =>
      act({
        value: action.type === 'button' ? (action.value ?? '') : action.selected_option.value,
        userId: body.user.id,
        triggerId: body.trigger_id,
        isPrivate: body.container['is_ephemeral'] === true || body.container['type'] === 'view',
      }),
    )
    if (home !== null)
      await desk.answerAtHome({ userId: body.user.id, triggerId: body.trigger_id, shown: home }, answer)
    else if (answer !== null) await desk.answer(clickedIn(body), answer)
  })
}

/** Opens a modal at once, because the trigger lives three seconds, and fills it when its content is there. */
export function onButtonWithModal(
  app: App,
  desk: Desk,
  actionId: string,
  title: string,
  content: (value: string, userId: string) => Promise<ModalView>,
): void {
  onButton(app, desk, actionId, async ({ value, userId, triggerId }) => {
    const opened = await desk.openModal(triggerId, waitingModal(title))
    const view = await content(value, userId).catch((error: unknown) =>
      noteModal(title, desk.failed(actionId, error).blocks),
    )
    await desk.updateModal(opened, view)
    return null
  })
}

/** Where somebody who pressed a button is answered: in the thread that the button stands in, else beside the message. */
function clickedIn({ user, channel, message, container, response_url }: BlockAction): AnswerTo {
  const thread: unknown = message?.['thread_ts']
  // The head of a thread names itself as its thread, and stands in the channel.
  const isReply = typeof thread === 'string' && thread !== message?.ts
  return {
    userId: user.id,
    channelId: channel?.id,
    responseUrl: response_url,
    isPrivate: container['is_ephemeral'] === true,
    ...(isReply && { threadTs: thread }),
  }
}

import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt'

import { ACTION } from '../action-ids.ts'
import { onButton } from '../buttons.ts'
import { statusOfOne } from '../commands/budget-status.ts'
import { openForm } from '../commands/deploy-request.ts'
import { requestWords } from '../commands/request-words.ts'
import type { Desk } from '../desk.ts'
import { noteModal, waitingModal } from '../modals/modal.ts'
import { HOME_EVENT } from '../scopes.ts'
import { isShown, readHomeState } from './home-state.ts'

/** The home tab: its opening, and what in it belongs to no other message. */
export function listenToHome(app: App, desk: Desk): void {
  app.event(HOME_EVENT, ({ event }) => {
    // The app's messages are opened with the same event.
    if (event.tab === 'messages') return Promise.resolve()
    const { user, view } = event
    desk.homes.opened(user, hashOf(view), readHomeState(view?.private_metadata))
    return Promise.resolve()
  })

  onButton(app, desk, ACTION.homeRequest, ({ userId, triggerId }) =>
    openForm(
      { useCases: desk.useCases, userId, openModal: (view) => desk.openModal(triggerId, view) },
      requestWords([]),
      null,
    ),
  )
  app.action<BlockAction<ButtonAction>>(ACTION.homeRefresh, async ({ ack, body }) => {
    await ack()
    // What stands there is published again even where nothing is new: its last line says as of when.
    desk.homes.opened(body.user.id, null, readHomeState(body.view?.private_metadata))
  })

  for (const actionId of [ACTION.homeBack, ACTION.homeOn])
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
      await ack()
      const page = Number(action.value)
      if (!Number.isSafeInteger(page) || page < 1) return
      desk.homes.clicked(body.user.id, readHomeState(body.view?.private_metadata), { page })
    })

  app.action<BlockAction<StaticSelectAction>>(ACTION.homeShow, async ({ ack, body, action }) => {
    await ack()
    const show = action.selected_option.value
    if (!isShown(show)) return
    desk.homes.clicked(body.user.id, readHomeState(body.view?.private_metadata), { show, page: 1 })
  })

  app.action<BlockAction<StaticSelectAction>>(ACTION.homeService, async ({ ack, body, action }) => {
    await ack()
    const shown = readHomeState(body.view?.private_metadata)
    const { value } = action.selected_option
    const title = desk.useCases.catalog().services.get(value)?.title ?? value
    const refused = await desk.attempt(ACTION.homeService, async () => {
      const opened = await desk.openModal(body.trigger_id, waitingModal(title))
      const answer = await statusOfOne(desk.useCases, value, null).catch((error: unknown) =>
        desk.failed(ACTION.homeService, error),
      )
      await desk.updateModal(opened, noteModal(title, answer.blocks))
      return null
    })
    // The same service can be chosen again.
    const next = { turn: shown.turn + 1 }
    desk.homes.clicked(body.user.id, shown, next, refused?.text ?? null)
  })
}

const hashOf = (view: object | undefined): string | null =>
  view !== undefined && 'hash' in view && typeof view.hash === 'string' ? view.hash : null

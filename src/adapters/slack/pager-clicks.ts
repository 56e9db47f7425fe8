import type { App } from '@slack/bolt'

import { ACTION } from './action-ids.ts'
import { refusal } from './answer.ts'
import { onButton } from './buttons.ts'
import type { Desk } from './desk.ts'

/** The button of who has what pagers called people for. The message itself shows what came of it. */
export function listenToPagerClicks(app: App, desk: Desk): void {
  onButton(app, desk, ACTION.takePagerAlert, async ({ value, userId }) => {
    const outcome = await desk.useCases.paging.take(value, userId)
    return outcome.kind === 'refused' ? refusal(outcome) : null
  })
}

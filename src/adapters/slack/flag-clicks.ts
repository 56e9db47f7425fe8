import type { App } from '@slack/bolt'

import { ACTION } from './action-ids.ts'
import { restoreAnswer } from './blocks/flag-list.ts'
import { onButton } from './buttons.ts'
import type { Desk } from './desk.ts'

/** The buttons below a rollback of flags. */
export function listenToFlagClicks(app: App, desk: Desk): void {
  onButton(app, desk, ACTION.restoreFlags, async ({ value, userId }) =>
    restoreAnswer(await desk.useCases.flags.restore(value, userId)),
  )
  onButton(app, desk, ACTION.restoreFlagsAnyway, async ({ value, userId }) =>
    restoreAnswer(await desk.useCases.flags.restore(value, userId, true)),
  )
}

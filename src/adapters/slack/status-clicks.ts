import type { App } from '@slack/bolt'

import { ACTION } from './action-ids.ts'
import { type Answer, plainAnswer } from './answer.ts'
import { chosenIn, placeIn } from './blocks/status-place.ts'
import { onButton } from './buttons.ts'
import { statusOfOne, statusPage } from './commands/budget-status.ts'
import { Misunderstood } from './commands/misunderstood.ts'
import type { Desk } from './desk.ts'

/** The buttons and lists below `/budget status`. Each shows something else in the place of what it stands below. */
export function listenToStatusClicks(app: App, desk: Desk): void {
  const { statusPrevious, statusNext, statusAll, statusOnly, statusService } = ACTION
  for (const action of [statusPrevious, statusNext, statusAll, statusOnly])
    onButton(app, desk, action, ({ value }) => shown(() => statusPage(desk.useCases, placeIn(value))))
  onButton(app, desk, statusService, ({ value }) => {
    const { service, from } = chosenIn(value)
    return shown(() => statusOfOne(desk.useCases, service, from))
  })
}

async function shown(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return { ...(await answer()), replaces: true }
  } catch (error) {
    // What was asked for is no longer configured.
    if (error instanceof Misunderstood) return plainAnswer(error.message)
    throw error
  }
}

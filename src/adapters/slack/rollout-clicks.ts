import type { App, BlockAction, ButtonAction } from '@slack/bolt'

import type { RolloutAct } from '../../core/rollouts/drive-rollout.ts'
import { ACTION } from './action-ids.ts'
import { plainAnswer } from './answer.ts'
import { clickedIn } from './clicked-in.ts'
import type { Desk } from './desk.ts'
import { escaped } from './escape.ts'

const ACTS: readonly (readonly [string, RolloutAct])[] = [
  [ACTION.rolloutAdvance, 'advance'],
  [ACTION.rolloutSignOff, 'sign-off'],
  [ACTION.rolloutHold, 'hold'],
  [ACTION.rolloutResume, 'resume'],
  [ACTION.rolloutRollBack, 'roll-back'],
]

/** The buttons of a rollout. What was done shows in the thread; a refusal is for the person who pressed. */
export function listenToRolloutClicks(app: App, desk: Desk): void {
  for (const [actionId, act] of ACTS) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
      await ack()
      const answer = await desk.attempt(actionId, async () => {
        const outcome = await desk.useCases.rollouts.drive(action.value ?? '', act, body.user.id)
        return outcome.kind === 'refused' ? plainAnswer(`:warning: ${escaped(outcome.message)}`) : null
      })
      if (answer !== null) await desk.answer(clickedIn(body), answer)
    })
  }
}

import type { App } from '@slack/bolt'

import type { RolloutAct } from '../../core/rollouts/drive-rollout.ts'
import { ACTION } from './action-ids.ts'
import { refusal } from './answer.ts'
import { onButton } from './buttons.ts'
import type { Desk } from './desk.ts'

const ACTS: readonly (readonly [string, RolloutAct])[] = [
  [ACTION.rolloutAdvance, 'advance'],
  [ACTION.rolloutSignOff, 'sign-off'],
  [ACTION.rolloutHold, 'hold'],
  [ACTION.rolloutResume, 'resume'],
  [ACTION.rolloutRollBack, 'roll-back'],
]

/** The buttons of a rollout. What was done shows in the thread; a refusal is for the person who pressed. */
export function listenToRolloutClicks(app: App, desk: Desk): void {
  for (const [actionId, act] of ACTS)
    onButton(app, desk, actionId, async ({ value, userId }) => {
      const outcome = await desk.useCases.rollouts.drive(value, act, userId)
      return outcome.kind === 'refused' ? refusal(outcome) : null
    })
}

import type { Button, KnownBlock } from '@slack/types'

import type { RolloutMessage } from '../../../core/rollouts/messages.ts'
import { ACTION } from '../action-ids.ts'
import { cardBlocks } from './card.ts'
import { clipped, withinMessageLimits } from './limits.ts'
import { actions, requestButton } from './parts.ts'

/** A step of a rollout with the buttons for the next one, as long as it is under way. */
export function rolloutBlocks(rollout: RolloutMessage, text: string): readonly KnownBlock[] {
  return withinMessageLimits(cardBlocks(text), rollout.isOpen ? [rolloutActions(rollout)] : [])
}

export function rolloutActions(
  rollout: Pick<RolloutMessage, 'step' | 'isHeld' | 'next' | 'needsSignOff'>,
): KnownBlock {
  const { step, isHeld, next, needsSignOff } = rollout
  const advance = requestButton(
    ACTION.rolloutAdvance,
    clipped(`Advance to ${next ?? ''}`, 70),
    step,
    needsSignOff ? undefined : 'primary',
  )
  return actions(
    ...(needsSignOff ? [requestButton(ACTION.rolloutSignOff, 'Sign off', step, 'primary')] : []),
    ...(isHeld
      ? [requestButton(ACTION.rolloutResume, 'Resume', step)]
      : [...(next === null ? [] : [advance]), requestButton(ACTION.rolloutHold, 'Freeze', step)]),
    rollBackButton(step),
  )
}

const rollBackButton = (step: string): Button => ({
  ...requestButton(ACTION.rolloutRollBack, 'Roll back…', step, 'danger'),
  confirm: {
    title: { type: 'plain_text', text: 'Roll back?' },
    text: {
      type: 'plain_text',
      text: 'The rollout ends here. Undoing the deployment is for you or your pipeline.',
    },
    confirm: { type: 'plain_text', text: 'Roll back' },
    deny: { type: 'plain_text', text: 'Not now' },
    style: 'danger',
  },
})

import type { KnownBlock } from '@slack/types'

import type { CorrectnessAnnouncement } from '../../../core/freezes/messages.ts'
import { ACTION } from '../action-ids.ts'
import { cardBlocks } from './card.ts'
import { withinMessageLimits } from './limits.ts'
import { actions, requestButton } from './parts.ts'

/** A correctness incident, with the way to its end as long as it is open. */
export const correctnessBlocks = (
  { incidentId, endedAt }: CorrectnessAnnouncement,
  text: string,
): readonly KnownBlock[] =>
  withinMessageLimits(
    cardBlocks(text),
    endedAt === null ? [actions(requestButton(ACTION.filePostmortem, 'File postmortem…', incidentId))] : [],
  )

import type { Button, KnownBlock } from '@slack/types'

import type { IncidentMessage } from '../../../core/incidents/messages.ts'
import { ACTION } from '../action-ids.ts'
import { cardBlocks } from './card.ts'
import { withinMessageLimits } from './limits.ts'
import { actions, requestButton } from './parts.ts'

/** The head of an incident's thread, with what SRE may do about it. */
export const incidentBlocks = (
  { incidentId, endedAt, mergedInto }: IncidentMessage,
  text: string,
): readonly KnownBlock[] =>
  withinMessageLimits(
    cardBlocks(text),
    mergedInto === null
      ? [
          actions(
            ...(endedAt === null ? [closeButton(incidentId)] : []),
            requestButton(ACTION.incidentCorrect, 'Correct…', incidentId),
            requestButton(ACTION.incidentNote, 'Add a note…', incidentId),
          ),
        ]
      : [],
  )

const closeButton = (incidentId: string): Button => ({
  ...requestButton(ACTION.incidentClose, 'Close', incidentId),
  confirm: {
    title: { type: 'plain_text', text: 'Is it over?' },
    text: {
      type: 'plain_text',
      text: 'The incident ends now. An alert that goes on firing does not open it again.',
    },
    confirm: { type: 'plain_text', text: 'Close it' },
    deny: { type: 'plain_text', text: 'Not yet' },
  },
})

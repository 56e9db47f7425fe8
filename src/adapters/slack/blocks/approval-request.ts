import type { KnownBlock } from '@slack/types'

import type { RequestFacts } from '../../../core/requests/messages.ts'
import { ACTION } from '../action-ids.ts'
import { cardBlocks } from './card.ts'
import { withinMessageLimits } from './limits.ts'
import { actions, requestButton } from './parts.ts'

/** The message that collects approvals: the template's text, and buttons as long as the request is open. */
export function approvalRequestBlocks(request: RequestFacts, text: string): readonly KnownBlock[] {
  const { state, requestId, missingRequirements } = request
  const buttons = state === 'open' ? [requestActions(requestId, missingRequirements.length > 0)] : []
  return withinMessageLimits(cardBlocks(text), buttons)
}

/** The notice to the requester and the approvers: no buttons but the way to the details. */
export function noticeBlocks(request: RequestFacts, text: string): readonly KnownBlock[] {
  const details = actions(requestButton(ACTION.details, 'Details', request.requestId))
  return withinMessageLimits(cardBlocks(text), [details])
}

export const requestActions = (requestId: string, isMissing: boolean): KnownBlock =>
  actions(
    requestButton(ACTION.approve, 'Approve', requestId, 'primary'),
    requestButton(ACTION.reject, 'Reject…', requestId, 'danger'),
    ...(isMissing ? [requestButton(ACTION.fillIn, 'Fill in…', requestId)] : []),
    requestButton(ACTION.details, 'Details', requestId),
  )

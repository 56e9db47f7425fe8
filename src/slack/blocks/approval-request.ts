import type { KnownBlock } from '@slack/types'

import type { RequestFacts } from '../../deploys/messages.ts'
import { ACTION } from '../action-ids.ts'
import { escapedLine } from '../escape.ts'
import { cardBlocks } from './card.ts'
import { clipped, withinMessageLimits } from './limits.ts'
import { actions, context, requestButton } from './parts.ts'

/**
 * The message that collects approvals: the template's text, and buttons as long as the request is open. Afterwards one line
 * tells how it ended.
 */
export function approvalRequestBlocks(request: RequestFacts, text: string): readonly KnownBlock[] {
  const last =
    request.state === 'open'
      ? requestActions(request.requestId, request.missingRequirements.length > 0)
      : context(outcomeLine(request))
  return withinMessageLimits(cardBlocks(text), [last])
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

/** How a request ended, on one line. */
export function outcomeLine({ state, seats, rejection }: RequestFacts): string {
  switch (state) {
    case 'open':
      return ':hourglass_flowing_sand: Open'
    case 'granted': {
      const people = [...new Set(seats.flatMap(({ filledBy }) => filledBy))].map((id) => `<@${id}>`)
      return `:white_check_mark: Granted${people.length === 0 ? '' : `, approved by ${people.join(', ')}`}`
    }
    case 'rejected':
      if (rejection === null) return ':x: Rejected'
      return `:x: Rejected by <@${rejection.userId}>: ${escapedLine(clipped(rejection.reason, 300))}`
    case 'cancelled':
      return ':wastebasket: Cancelled'
    case 'expired':
      return ':hourglass: Expired before it was approved'
    case 'voided':
      return ':no_entry_sign: Voided: the level of the service cancels planned deployments'
  }
}

import type { KnownBlock } from '@slack/types'
import type { ApprovalRequestMessage, RequestNotice } from '../../../core/requests/messages.ts'
import type { ActionList } from '../../../core/actions/messages.ts'
import type { RolloutMessage } from '../../../core/rollouts/messages.ts'
import type { CorrectnessAnnouncement } from '../../../core/freezes/messages.ts'
import type { IncidentMessage } from '../../../core/incidents/messages.ts'
import type { MessageContent } from '../../../core/kernel/outbox/owed-message.ts'
import { actionListBlocks } from './action-list.ts'
import { announcementBlocks } from './announcement.ts'
import { cardBlocks } from './card.ts'
import { incidentBlocks } from './incident.ts'
import { correctnessBlocks } from './correctness-incident.ts'
import { withinMessageLimits } from './limits.ts'
import { rolloutBlocks } from './rollout.ts'
import { approvalRequestBlocks, noticeBlocks } from './approval-request.ts'

const isApprovalRequest = (content: MessageContent): content is ApprovalRequestMessage =>
  content.kind === 'approval-request'

const isNotice = (content: MessageContent): content is RequestNotice => content.kind === 'request-notice'

const isCorrectnessIncident = (content: MessageContent): content is CorrectnessAnnouncement =>
  content.kind === 'correctness-incident'

const isActionList = (content: MessageContent): content is ActionList => content.kind === 'action-list'

const isRollout = (content: MessageContent): content is RolloutMessage => content.kind === 'rollout'

const isIncident = (content: MessageContent): content is IncidentMessage => content.kind === 'incident'

/** Block Kit for an owed message whose words the templates have given. */
export function messageBlocks(content: MessageContent, text: string): readonly KnownBlock[] {
  if (isApprovalRequest(content)) return approvalRequestBlocks(content.request, text)
  if (isNotice(content)) return noticeBlocks(content.request, text)
  if (isCorrectnessIncident(content)) return correctnessBlocks(content, text)
  if (isActionList(content)) return actionListBlocks(content, text)
  if (isIncident(content)) return incidentBlocks(content, text)
  if (isRollout(content)) return rolloutBlocks(content, text)
  if (content.kind === 'burn-alert') return withinMessageLimits(cardBlocks(text))
  return announcementBlocks(text)
}

import type { KnownBlock } from '@slack/types'
import type { Announcement } from '../../../core/announcements/announcement.ts'
import { actionListBlocks } from './action-list.ts'
import { announcementBlocks } from './announcement.ts'
import { cardBlocks } from './card.ts'
import { withinMessageLimits } from './limits.ts'
import { linkBlocks } from './links.ts'
import { promptRow } from './prompts.ts'

/** Block Kit for an announcement whose words the templates have given. One that may be acted on is a card with buttons. */
export function messageBlocks(announcement: Announcement, text: string): readonly KnownBlock[] {
  if (announcement.kind === 'action-list') return actionListBlocks(announcement, text)
  if (announcement.kind === 'level-announcement')
    return [...announcementBlocks(text), ...linkBlocks(announcement.links)]
  return 'prompts' in announcement
    ? withinMessageLimits(cardBlocks(text), promptRow(announcement.prompts))
    : announcementBlocks(text)
}

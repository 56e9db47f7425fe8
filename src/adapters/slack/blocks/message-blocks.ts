import type { KnownBlock } from '@slack/types'
import type { Announcement } from '../../../core/announcements/announcement.ts'
import { percentText } from '../../../core/budgets/percent.ts'
import type { LevelAnnouncement } from '../../../core/poll/messages.ts'
import { ACTION } from '../action-ids.ts'
import { actionListBlocks } from './action-list.ts'
import { announcementCard } from './announcement-card.ts'
import { announcementBlocks } from './announcement.ts'
import { budgetLine } from './budget-bar.ts'
import { cardBlocks } from './card.ts'
import { withinMessageLimits } from './limits.ts'
import { linkBlocks } from './links.ts'
import { actions, section } from './parts.ts'
import { promptRow } from './prompts.ts'
import { placeButton } from './status-place.ts'

/** Block Kit for an announcement whose words the templates have given. One that may be acted on is a card with buttons. */
export function messageBlocks(
  announcement: Announcement,
  text: string,
  percent: (ratio: number) => string = percentText,
): readonly KnownBlock[] {
  const { kind } = announcement
  if (kind === 'action-list') return actionListBlocks(announcement, text)
  if (kind === 'level-announcement') return levelCard(announcement, text, percent)
  if (kind === 'freeze-announcement')
    return announcementCard(text, { last: promptRow(announcement.prompts ?? []) })
  if (kind === 'transition-digest' || kind === 'freeze-digest')
    return announcementCard(text, { last: [actions(ALL_SERVICES)] })
  if (kind === 'report') return announcementCard(text)
  return 'prompts' in announcement
    ? withinMessageLimits(cardBlocks(text), promptRow(announcement.prompts))
    : announcementBlocks(text)
}

/** Below what tells of many services at once. */
const ALL_SERVICES = placeButton(ACTION.statusAll, 'Show all services', { only: '', page: 1 })

const levelCard = (
  { remainingRatio, links, prompts = [] }: LevelAnnouncement,
  text: string,
  percent: (ratio: number) => string,
): readonly KnownBlock[] =>
  announcementCard(text, {
    first: [
      ...(remainingRatio === null ? [] : [section(budgetLine(remainingRatio, percent))]),
      ...linkBlocks(links),
    ],
    last: promptRow(prompts),
  })

import type { KnownBlock } from '@slack/types'
import type { Announcement } from '../../../core/announcements/announcement.ts'
import { withinMessageLimits } from './limits.ts'
import { messageBlocks } from './message-blocks.ts'
import { context } from './parts.ts'
import { promptRow } from './prompts.ts'

const MARK = '👻 In shadow'
const WHAT = `${MARK}: nothing is blocked, nobody is called, no deadline runs.`

/** A message as the channel of shadow shows it: marked, and with the way out of shadow below a level. */
export function shadowMessage(
  announcement: Announcement,
  text: string,
  percent?: (ratio: number) => string,
): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  // What speaks of shadow itself is no would-be.
  if (announcement.kind.startsWith('shadow-')) return { text, blocks: messageBlocks(announcement, text) }
  const calm = withoutCalls(text)
  const isLevel = announcement.kind === 'level-announcement' && announcement.endedAt === null
  return {
    text: `${MARK}: ${calm}`,
    blocks: withinMessageLimits(
      [context(WHAT), ...messageBlocks(calmed(announcement), calm, percent)],
      isLevel ? promptRow([{ kind: 'end-shadow', of: `service/${announcement.service}` }]) : [],
    ),
  }
}

/** Nothing is frozen, so that there is nothing to command and nothing to be let through. */
const calmed = (announcement: Announcement): Announcement =>
  announcement.kind === 'level-announcement' ? { ...announcement, prompts: [] } : announcement

/** A mention would call somebody. */
const withoutCalls = (text: string): string =>
  text
    .replaceAll(/<@[UW][A-Z0-9]+>/g, 'somebody')
    .replaceAll(/<!([a-z]+)(?:\^[^>|]*)?(?:\|[^>]*)?>/g, (_, kind: string) =>
      kind === 'subteam' ? 'a group' : kind,
    )

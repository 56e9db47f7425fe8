import type { KnownBlock } from '@slack/types'

import { MAX_SECTION_TEXT, withinMessageLimits } from './limits.ts'
import { section } from './parts.ts'
import { splitText } from './split-text.ts'

/** An announcement as its template wrote it, in as few sections as Slack allows. */
export const announcementBlocks = (text: string): readonly KnownBlock[] =>
  withinMessageLimits(splitText(text, MAX_SECTION_TEXT).map(section))

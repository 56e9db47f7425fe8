import type { KnownBlock } from '@slack/types'
import type { PageLink } from '../../../core/announcements/page-of.ts'
import { escapedLine } from '../escape.ts'
import { fitsMessage } from './limits.ts'
import { context } from './parts.ts'

/** A link to a page, as part of a line. */
export const linkToPage = ({ url, words }: PageLink): string => `<${escapedLine(url)}|${words}>`

/** A message's blocks with the way to its page below; without it where the message is full. */
export function withPageLink(blocks: readonly KnownBlock[], link: PageLink | null): readonly KnownBlock[] {
  if (link === null) return blocks
  const all = [...blocks, context(linkToPage(link))]
  return fitsMessage(all) ? all : blocks
}

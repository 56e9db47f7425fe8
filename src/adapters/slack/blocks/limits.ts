import type { KnownBlock } from '@slack/types'
import { counted } from '../../../core/kernel/counted.ts'

/** Slack's limits for one message; the last is not documented. */
export const MAX_BLOCKS = 50
export const MAX_SECTION_TEXT = 3_000
export const MAX_MESSAGE_CHARACTERS = 13_000
export const MAX_BUTTON_TEXT = 75
export const MAX_OPTION_TEXT = 75
/** In a list, and in each of its groups. */
export const MAX_OPTIONS = 100
/** Of a modal or a home. */
export const MAX_VIEW_BLOCKS = 100
export const MAX_VIEW_BYTES = 250_000

/** Room for a line that says that something was left out. */
const RESERVE = 300

/** At most `max` UTF-16 units, ended by an ellipsis where something was cut, and never in the middle of a character. */
export function clipped(text: string, max: number): string {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 1)
  const isSplit = /[\uD800-\uDBFF]$/.test(kept)
  // A cut must not leave half an escape (`&am`) or half a mention (`<@U12`) behind.
  return `${(isSplit ? kept.slice(0, -1) : kept).replace(/(?:&[a-z]{0,3}|<[^<>]*)$/, '')}…`
}

export const fitsMessage = (blocks: readonly KnownBlock[]): boolean =>
  blocks.length <= MAX_BLOCKS && characters(blocks) <= MAX_MESSAGE_CHARACTERS

/**
 * As many of the blocks as Slack takes in one message, and `last`, which is always kept. What is left out is counted;
 * `where` says how it is reached.
 */
export function withinMessageLimits(
  blocks: readonly KnownBlock[],
  last: readonly KnownBlock[] = [],
  where?: string,
): KnownBlock[] {
  if (fitsMessage([...blocks, ...last])) return [...blocks, ...last]
  const mostBlocks = MAX_BLOCKS - last.length - 1
  const mostCharacters = MAX_MESSAGE_CHARACTERS - characters(last) - RESERVE
  const kept: KnownBlock[] = []
  for (const block of blocks) {
    if (kept.length === mostBlocks || characters([...kept, block]) > mostCharacters) break
    kept.push(block)
  }
  const more = blocks.length - kept.length
  return [
    ...kept,
    context(
      `… and ${counted(more, 'more part')} that ${more === 1 ? 'does' : 'do'} not fit${where === undefined ? '' : `; ${where}`}.`,
    ),
    ...last,
  ]
}

const characters = (blocks: readonly KnownBlock[]): number => JSON.stringify(blocks).length

const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] })

import type { KnownBlock } from '@slack/types'

/** Slack's limits for one message; the last is not documented. */
export const MAX_BLOCKS = 50
export const MAX_SECTION_TEXT = 3_000
export const MAX_MESSAGE_CHARACTERS = 13_000

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

/** As many of the blocks as Slack takes in one message; what is left out is said. */
export function withinMessageLimits(blocks: readonly KnownBlock[]): KnownBlock[] {
  const kept: KnownBlock[] = []
  let characters = 2
  for (const block of blocks) {
    characters += JSON.stringify(block).length + 1
    const isLast = kept.length + 1 === blocks.length
    const limit = isLast ? MAX_MESSAGE_CHARACTERS : MAX_MESSAGE_CHARACTERS - RESERVE
    if (characters > limit || (kept.length === MAX_BLOCKS - 1 && !isLast)) {
      kept.push(context(`… and ${blocks.length - kept.length} more parts that do not fit into one message.`))
      return kept
    }
    kept.push(block)
  }
  return kept
}

const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] })

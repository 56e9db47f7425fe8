import { clipped } from './blocks/limits.ts'

/** Slack refuses an edit whose text is longer with `msg_too_long`, although it takes ten times as much in a new message. */
const MAX_EDITED_BYTES = 4_000

/** The text that stands beside the blocks of an edited message, cut where it is too long. The blocks say it all. */
export function editedText(text: string): string {
  let cut = text
  for (;;) {
    const excess = Buffer.byteLength(cut) - MAX_EDITED_BYTES
    if (excess <= 0) return cut
    // A UTF-16 unit has at most three bytes.
    cut = clipped(text, cut.length - Math.ceil(excess / 3))
  }
}

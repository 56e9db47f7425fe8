import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the emoji stand that the demo shows: those of shortcodes, of messages and policies, and of what the bot and the page say. */
const SHOWN = ['{config,demo,messages}/**/*.{liquid,ts,yaml}', 'src/**/*.ts']

const EMOJI = /\p{Emoji}\uFE0F\u20E3?|\p{Emoji_Presentation}|\p{Regional_Indicator}/gu

/** Each emoji that the demo shows, once. */
export function shownEmoji(root: string): readonly string[] {
  const texts = SHOWN.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('')
  return [...new Set(texts.match(EMOJI))].sort()
}

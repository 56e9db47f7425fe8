import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'

const WHOLE = 'node_modules/@fontsource/noto-color-emoji/files/noto-color-emoji-emoji-400-normal.woff2'

/** Where the emoji stand that the demo shows: those of shortcodes, of messages and policies, and of what the bot and the page say. */
const SHOWN = ['{config,demo,messages}/**/*.{liquid,ts,yaml}', 'src/**/*.ts']

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}/gu

/** The font of the demo's page: of Noto Color Emoji the signs that are shown, as WOFF2. The same sources make the same bytes. */
export async function emojiFont(root: string): Promise<Uint8Array> {
  const texts = SHOWN.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('')
  const shown = [...new Set(texts.match(EMOJI))].sort().join('')
  return subsetFont(readFileSync(join(root, WHOLE)), shown, { targetFormat: 'woff2' })
}

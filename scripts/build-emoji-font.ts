/** Writes the font of the demo's page with the emoji that it shows: demo/page/emoji-font/emoji.woff2. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { emojiFont } from './emoji/emoji-font.ts'

const ROOT = join(import.meta.dirname, '..')

await writeFile(join(ROOT, 'demo/page/emoji-font/emoji.woff2'), await emojiFont(ROOT))

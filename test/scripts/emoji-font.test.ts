import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emojiFont } from '../../scripts/emoji/emoji-font.ts'

const ROOT = join(import.meta.dirname, '../..')

test('the font of the demo has every emoji that is shown: else `npm run emoji-font`', async () => {
  const kept = await readFile(join(ROOT, 'demo/page/emoji-font/emoji.woff2'))
  expect(kept.equals(await emojiFont(ROOT))).toBe(true)
})

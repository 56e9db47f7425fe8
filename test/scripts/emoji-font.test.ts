import { join } from 'node:path'
import * as fontkit from 'fontkit'
import { expect, test } from 'vitest'
import { shownEmoji } from '../../scripts/emoji/shown-emoji.ts'

const ROOT = join(import.meta.dirname, '../..')

test('the font of the demo has every emoji that is shown, in colour: else `npm run emoji-font`', async () => {
  const font = await fontkit.open(join(ROOT, 'demo/page/emoji-font/emoji.woff2'))
  if (!('hasGlyphForCodePoint' in font)) throw new Error('it is no single font')
  const missing = shownEmoji(ROOT).filter((emoji) => !font.hasGlyphForCodePoint(emoji.codePointAt(0) ?? 0))
  expect(missing).toEqual([])
  expect(font).toHaveProperty('directory.tables.COLR')
})

/**
 * Writes the font of the demo's page: of Noto Color Emoji what it shows. Needs `pyftsubset` of fonttools, 4.60 or newer: 4.38 fails on
 * this font, and HarfBuzz's own tool for JavaScript loses the colours.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { shownEmoji } from './emoji/shown-emoji.ts'

const ROOT = join(import.meta.dirname, '..')
const WHOLE = 'node_modules/@fontsource/noto-color-emoji/files/noto-color-emoji-emoji-400-normal.woff2'

execFileSync(
  'pyftsubset',
  [
    join(ROOT, WHOLE),
    `--text=${shownEmoji(ROOT).join('')}`,
    '--flavor=woff2',
    // What Chromium and Firefox draw is COLR; the pictures in SVG would be twenty times as large.
    '--drop-tables+=SVG ',
    `--output-file=${join(ROOT, 'demo/page/emoji-font/emoji.woff2')}`,
  ],
  { stdio: 'inherit' },
)

import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FontFile, readFontFile } from './font-file.ts'

/** Pixels know this font alone, whatever the machine has. Narrow, so that a phone's width takes the words. */
export const FONT_FAMILY = 'DejaVu Sans Condensed'

/** In a document the reader's own fonts come first. */
export const FONT_STACK = `system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, '${FONT_FAMILY}', sans-serif`

/** So much wider than ours a reader's font may be: DejaVu Sans itself, which is the usual one of many machines, is a ninth wider. */
const WIDER = 1.13

/** The same letters in the reader's own font. */
export const asRead = (font: Font): Font => ({
  ...font,
  widthOf: (text, sizePx, isBold) => WIDER * font.widthOf(text, sizePx, isBold),
})

/** What is known of the font before anything is written with it. */
export interface Font {
  /** In pixels. Letters that it does not have count like its widest ones. */
  widthOf(text: string, sizePx: number, isBold?: boolean): number
  has(text: string): boolean
}

const FILES = ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'] as const

/** Its files, upright and bold: in the package they stand beside package.json, in a clone in the library that has them. */
export function fontFiles(): readonly [string, string] {
  const root = dirname(findPackageJSON(import.meta.url) ?? import.meta.filename)
  const shipped = join(root, 'fonts')
  const folder = existsSync(shipped) ? shipped : join(root, 'node_modules', 'dejavu-fonts-ttf', 'ttf')
  const [upright, bold] = FILES
  return [join(folder, upright), join(folder, bold)]
}

export async function loadFont(): Promise<Font> {
  const [upright, bold] = await Promise.all(
    fontFiles().map(async (file) => readFontFile(await readFile(file))),
  )
  if (upright === undefined || bold === undefined) throw new Error('the font has no files')
  const width = (file: FontFile, text: string): number =>
    points(text).reduce((sum, point) => sum + (file.advanceOf(point) ?? file.widest), 0)
  return {
    widthOf: (text, sizePx, isBold = false) => width(isBold ? bold : upright, text) * sizePx,
    has: (text) => points(text).every((point) => upright.advanceOf(point) !== undefined),
  }
}

const points = (text: string): number[] => Array.from(text, (one) => one.codePointAt(0) ?? 0)

import { createRequire } from 'node:module'

/** Pixels know this font alone, whatever the machine has. Narrow, so that a phone's width takes the words. */
export const FONT_FAMILY = 'DejaVu Sans Condensed'

/** In a document the reader's own fonts come first. */
export const FONT_STACK = `system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, ${JSON.stringify(FONT_FAMILY)}, sans-serif`

/** The files that hold it, upright and bold. */
export const fontFiles = (): string[] => {
  const { resolve } = createRequire(import.meta.url)
  return ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'].map((file) =>
    resolve(`dejavu-fonts-ttf/ttf/${file}`),
  )
}

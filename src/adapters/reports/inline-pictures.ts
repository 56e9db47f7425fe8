import { html, type Html } from '../../core/kernel/html.ts'
import type { PictureName } from '../../core/kernel/picture-name.ts'
import type { Look } from '../../core/pictures/drawing.ts'
import type { Drawn } from '../../core/pictures/picture-commands.ts'

/** Draws a picture by name; null where its service is gone. */
export type DrawSvg = (name: PictureName, look: Look) => Promise<Drawn<string> | null>

/** For a desk and paper, and for a phone, light and dark. The first is what paper gets. */
const LOOKS: readonly (readonly [names: string, look: Look])[] = [
  ['wide light', { widthPx: 960, scheme: 'light' }],
  ['wide dark', { widthPx: 960, scheme: 'dark' }],
  ['narrow light', { widthPx: 350, scheme: 'light' }],
  ['narrow dark', { widthPx: 350, scheme: 'dark' }],
]

/** Each is drawn four times: more would make a file that no browser likes. */
const MOST_PICTURES = 24

/** The figures of a picture as data, which one of its drawings holds. */
const FIGURES = /<metadata>[^<]*<\/metadata>/

/**
 * Pictures as they stand in a document that asks for nothing outside: of each the drawings for every screen, of which the
 * style shows one. Empty where nothing can be drawn.
 */
export async function inlinePictures(
  names: readonly PictureName[],
  draw: DrawSvg,
): Promise<(name: PictureName) => Html> {
  const drawn = new Map<string, Html>()
  for (const name of names.slice(0, MOST_PICTURES)) drawn.set(keyOf(name), await inlinePicture(name, draw))
  return (name) => drawn.get(keyOf(name)) ?? html``
}

const keyOf = (name: PictureName): string => JSON.stringify(name)

async function inlinePicture(name: PictureName, draw: DrawSvg): Promise<Html> {
  const drawings: Html[] = []
  for (const [names, look] of LOOKS) {
    const drawn = await draw(name, look)
    if (drawn === null) return html``
    const markup = drawings.length === 0 ? drawn.image : drawn.image.replace(FIGURES, '')
    drawings.push(html`<div class="${names}">${{ markup }}</div>`)
  }
  return html`<figure class="picture">${drawings}</figure>`
}

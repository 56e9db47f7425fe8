import { visible } from './visible-text.ts'

/** Markup that is safe to put into a page, a file or a mail. Only `html` makes it. */
export interface Html {
  readonly markup: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string =>
  visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

type Piece = string | number | Html | readonly Html[]

const markupOf = (piece: Piece): string => {
  if (typeof piece === 'object')
    return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('')
  return escaped(String(piece))
}

/** Template tag: every text put in is escaped, every `Html` is taken as it is. */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html => ({
  markup: parts.map((part, index) => part + markupOf(pieces[index] ?? '')).join(''),
})

/**
 * A text as every database keeps it, with `�` for what it cannot: PostgreSQL takes no zero character, and UTF-8 has no half of a
 * pair of surrogates.
 */
export const storableText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\u{FFFD}')

import type { Font } from './font.ts'

/** Without the signs that the font does not have; the name in place of a title in letters that it does not have. */
export const shownWith =
  (font: Font) =>
  (title: string, name: string): string => {
    const plain = title
      .replaceAll(/[\p{Extended_Pictographic}\u200d\ufe0f]/gu, (sign) => (font.has(sign) ? sign : ''))
      .replaceAll(/\s+/g, ' ')
      .trim()
    return plain !== '' && font.has(plain) ? plain : name
  }

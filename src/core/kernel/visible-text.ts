/** Controls but for tab and line feed, and what turns the direction of writing: U+202E shows `gpj.exe` as `exe.jpg`. */
const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** Text from outside without characters that nobody sees and that change how the rest reads. */
export const visible = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(UNSEEN, (one) => (one === '\n' || one === '\t' ? one : ''))

/** The same on one line. */
export const visibleLine = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim()

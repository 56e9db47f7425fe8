/** Controls and invisible characters, among them those that turn the direction of writing: they make a name look like another. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** One word whose characters can all be seen, as revisions and other names are. */
export const isOneWord = (text: string): boolean => /^\S+$/.test(text) && !HIDDEN.test(text)

/** What means something in a regular expression. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g

/** A text as the regular expression that only it matches. */
export const inRegex = (text: string): string => text.replaceAll(SPECIAL, '\\$&')

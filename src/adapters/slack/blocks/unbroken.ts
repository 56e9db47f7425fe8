const NO_BREAK = '\u00A0'
const UNIT = String.raw`(?:%|ms|s|min|h|d|of|times|bad|left|minutes?|hours?|days?|weeks?|months?)`
const AFTER_NUMBER = new RegExp(String.raw`(?<=[\d×%]\*?) (?=${UNIT}\b)`, 'g')
const BEFORE_NUMBER = /(?<=\b(?:of|burn|in|about)) (?=[\d–-])/g

/** Text in which a number and its unit stay on one line, however narrow the screen: `315 of 432 min`. */
export const unbroken = (text: string): string =>
  text.replaceAll(AFTER_NUMBER, NO_BREAK).replaceAll(BEFORE_NUMBER, NO_BREAK)

/** Text that stays on one line as a whole. */
export const onOneLine = (text: string): string => text.replaceAll(' ', NO_BREAK)

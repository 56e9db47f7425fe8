/** Slack's three control characters, and nothing else: HTML entities beyond these would be shown as they are. */
export const escapedMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A Slack user id. Words in capitals (`WARNING`) are none: an id has a digit in it, or is longer than such words are. */
const USER_ID = /^[UW](?=.*\d|.{8})[A-Z0-9]{2,}$/

/** A user id becomes a mention; any other text stays text, escaped. */
export const mention = (who: string): string => (USER_ID.test(who) ? `<@${who}>` : escapedMrkdwn(who))

/** On one line, at most `most` characters long; what is cut ends in `…`. Never cuts a character in two. */
export function short(text: string, most: number): string {
  const characters = Array.from(text.replace(/\s+/gu, ' ').trim())
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

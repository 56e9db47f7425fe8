/** Slack's three control characters, and nothing else: HTML entities beyond these would be shown as they are. */
export const escapedMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * A user id becomes a mention; any other text stays text. Only ids from Slack's signed payloads and from the configuration
 * reach a message as a value of their own.
 */
export const mention = (who: string): string =>
  /^[UW][A-Z0-9]{6,}$/.test(who) ? `<@${who}>` : escapedMrkdwn(who)

/** On one line, at most `most` characters long; what is cut ends in `…`. Never cuts a character in two. */
export function short(text: string, most: number): string {
  const characters = Array.from(text.replace(/\s+/gu, ' ').trim())
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

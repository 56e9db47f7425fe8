import { visibleLine } from '../../core/kernel/visible-text.ts'
import { neutralMrkdwn } from '../spelling/neutral-mrkdwn.ts'

/** A Slack user id. Words in capitals (`WARNING`) are none: an id has a digit in it, or is longer than such words are. */
const USER_ID = /^[UW](?=.*\d|.{8})[A-Z0-9]{2,}$/

const GROUP_ID = /^S(?=.*\d|.{8})[A-Z0-9]{2,}$/

/** The id of a user or of a user group becomes a mention; any other text stays text. */
export function mention(who: string): string {
  if (USER_ID.test(who)) return `<@${who}>`
  return GROUP_ID.test(who) ? `<!subteam^${who}>` : neutralMrkdwn(visibleLine(who))
}

/** The same words for outlets without mrkdwn: without mentions, links as their words and addresses, characters as they are. */
export const plainText = (mrkdwn: string): string =>
  mrkdwn
    .replaceAll(/ ?<[@!][^>]*>/g, '')
    .replaceAll(/<(https?:[^|>]*)\|([^>]*)>/g, '$2 $1')
    .replaceAll(/<(https?:[^|>]*)>/g, '$1')
    .replaceAll('\u200B', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** On one line, at most `most` characters long; what is cut ends in `…`. Never cuts a character in two. */
export function short(text: string, most: number): string {
  const characters = Array.from(text.replace(/\s+/gu, ' ').trim())
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

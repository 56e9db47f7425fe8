import { visible } from '../../core/kernel/visible-text.ts'

/** Where a mark begins or ends something: within a word, as in `feature_x`, it does neither. */
const MARKS = /`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu
/** Characters that look like Slack's marks and mean nothing to it. A zero-width space behind a mark stops none of them. */
const LIKE: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }
const EMOJI = /:(?=[a-z0-9_+'-]*[a-z+])(?=[a-z0-9_+'-]+:)/gi
const BROADCAST = /@(?=(?:here|channel|everyone|group)\b)/gi
const ADDRESS = /(https?:\/\/\S+)/

/** Slack's three control characters, and nothing else: HTML entities beyond these would be shown as they are. */
export const escapedMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Text from people and alerts, harmless inside mrkdwn: nothing in it becomes a mention, a link, bold, code or an emoji.
 * Addresses stay as they are, so that they can be copied and followed.
 */
export const neutralMrkdwn = (text: string): string =>
  visible(text)
    .split(ADDRESS)
    .map((part, index) => escapedMrkdwn(index % 2 === 1 ? part : withoutMarks(part)))
    .join('')

const withoutMarks = (text: string): string =>
  neutralPlain(text).replaceAll(MARKS, (mark) => LIKE[mark] ?? mark)

/** The same for Slack's plain text, in which emoji come alive. */
export const neutralPlain = (text: string): string =>
  visible(text).replaceAll(EMOJI, ':\u200B').replaceAll(BROADCAST, '@\u200B')

import { unescaped } from '../escape.ts'

/** One argument of a slash command, as the person typed it. */
export interface Word {
  readonly text: string
  /** The user id, where it is a mention. */
  readonly userId: string | null
  /** In quotes, so that it names no subcommand. */
  readonly isQuoted?: true
}

/** What several words say, in one line. */
export const lineOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ')

/** The people who are mentioned. */
export const peopleIn = (words: readonly Word[]): readonly string[] =>
  words.flatMap(({ userId }) => (userId === null ? [] : [userId]))

/** What is typed beside the mentions. */
export const textsBesidePeople = (words: readonly Word[]): readonly string[] =>
  words.filter(({ userId }) => userId === null).map(({ text }) => text)

/**
 * Splits a command's text. With `should_escape`, Slack turns mentions into `<@U123|name>` and links into `<https://…|text>`
 * and escapes what was typed otherwise, so an unescaped `<` is Slack's own. Quotes, also the curly ones that phones write,
 * hold words together.
 */
export function wordsOf(text: string): readonly Word[] {
  const pieces = text.matchAll(/<(?<slack>[^<>]*)>|["“”](?<quoted>[^"“”]*)["“”]|(?<plain>[^\s<]+)/g)
  return [...pieces].map(({ groups }) => {
    const slack = groups?.['slack']
    if (slack !== undefined) return slackWord(slack)
    const quoted = groups?.['quoted']
    if (quoted !== undefined) return { text: unescaped(quoted), userId: null, isQuoted: true }
    return { text: unescaped(groups?.['plain'] ?? ''), userId: null }
  })
}

function slackWord(inner: string): Word {
  const [target = '', label = ''] = inner.split('|', 2)
  const person = /^@(?<id>[UW][A-Z0-9]+)$/.exec(target)
  if (person !== null) return { text: `@${label || target.slice(1)}`, userId: person.groups?.['id'] ?? null }
  if (/^[#!@]/.test(target)) return { text: unescaped(label || target), userId: null }
  return { text: unescaped(target), userId: null }
}

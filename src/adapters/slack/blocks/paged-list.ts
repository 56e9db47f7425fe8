import type { Answer } from '../answer.ts'
import { MAX_SECTION_TEXT } from './limits.ts'
import { context, section } from './parts.ts'
import { splitText } from './split-text.ts'

/** More lines than these nobody reads in one message. */
const MOST_LINES = 40
/** Of lines in one page; with quotes and blocks around them they stay below what a message takes. */
const MOST_CHARACTERS = 9_000

export interface PagedList {
  /** Above the list, in mrkdwn. */
  readonly heading: string
  /** For notifications and screen readers: what the list is of, and how many there are. */
  readonly summary: string
  /** In mrkdwn, each below 3,000 characters. */
  readonly lines: readonly string[]
  /** From 1; past the end the last one. */
  readonly page: number
  /** What is typed for another page, without its number: `/deploy list mine`. */
  readonly command: string
  /** In small print below the list. */
  readonly note?: string
}

/** A list in as many pages as it takes, each of one message. What a page leaves out is counted, with how it is reached. */
export function pagedList({ heading, summary, lines, page, command, note }: PagedList): Answer {
  const pages = inPages(lines)
  const index = Math.min(Math.max(1, page), pages.length) - 1
  const shown = pages[index] ?? []
  const before = pages.slice(0, index).reduce((sum, one) => sum + one.length, 0)
  const place =
    pages.length < 2
      ? ''
      : `${before + 1} to ${before + shown.length} of ${lines.length}, page ${index + 1} of ${pages.length}`
  const next = index + 1 < pages.length ? `more: \`${command} ${index + 2}\`` : ''
  const back = index > 0 ? `back: \`${command}${index === 1 ? '' : ` ${index}`}\`` : ''
  const small = [place, next, back, note ?? ''].filter((part) => part !== '').join(' · ')
  return {
    text: [summary, place, next].filter((part) => part !== '').join(' · '),
    blocks: [
      section(heading),
      ...splitText(shown.join('\n'), MAX_SECTION_TEXT).map(section),
      ...(small === '' ? [] : [context(small)]),
    ],
  }
}

function inPages(lines: readonly string[]): readonly (readonly string[])[] {
  const pages: string[][] = []
  let room = 0
  for (const line of lines) {
    const last = pages.at(-1)
    // As it travels: quotes and line ends are escaped.
    const size = JSON.stringify(line).length
    if (last === undefined || last.length === MOST_LINES || size > room) {
      pages.push([line])
      room = MOST_CHARACTERS - size
    } else {
      last.push(line)
      room -= size
    }
  }
  return pages
}

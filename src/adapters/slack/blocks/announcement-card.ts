import type { HeaderBlock, KnownBlock } from '@slack/types'

import { unescaped } from '../escape.ts'
import { fitsMessage, MAX_SECTION_TEXT, withinMessageLimits } from './limits.ts'
import { context, section } from './parts.ts'
import { splitText } from './split-text.ts'

const MOST_IN_HEADER = 150
/** What a header would show as it is typed: it takes no mrkdwn. */
const MARKUP = /[*_~`<]/

/** `Status: PARTIAL FREEZE`: a short name of words, and a value on the same line. */
const NAMED = /^(?<name>\p{L}[\p{L} ]{0,30}:) (?=\S)/u
/** `ALL DEPLOYMENTS BLOCKED` */
const LOUD = /^\p{Lu}[\p{Lu} ]{7,}$/u
/** A line of running words: no bullet, number, mark or emoji leads it. */
const WORDS = /^\p{L}/u
const FEWEST_OF_SMALL_PRINT = 3

/** What stands around a template's words. */
export interface CardParts {
  /** Right under the header. Left out where the words leave no room. */
  readonly first?: readonly KnownBlock[]
  /** Below everything, and always there. */
  readonly last?: readonly KnownBlock[]
}

/**
 * An announcement as a card: its first line as the header, its paragraphs with their names and headings in bold, and what is
 * running words at its end in small print. Every character is the template's, and none is left out for what stands around it.
 */
export function announcementCard(
  text: string,
  { first = [], last = [] }: CardParts = {},
): readonly KnownBlock[] {
  const [head = '', ...paragraphs] = text.trim().split(/\n{2,}/)
  const [headline = '', ...lines] = head.split('\n')
  const small = smallPrint(paragraphs)
  const blocks = [
    headerOf(headline),
    ...first,
    ...sections(emphasised(lines)),
    ...paragraphs.flatMap((paragraph, index) =>
      index === small
        ? splitText(paragraph, MOST_SMALL).map(context)
        : sections(emphasised(paragraph.split('\n'))),
    ),
    ...last,
  ]
  // A text of very many short paragraphs takes less room in as few sections as it fits.
  return fitsMessage(blocks) ? blocks : withinMessageLimits(sections(text), last)
}

const MOST_SMALL = 2_000

const sections = (text: string): readonly KnownBlock[] => splitText(text, MAX_SECTION_TEXT).map(section)

function headerOf(headline: string): KnownBlock {
  const plain = unescaped(headline).trim()
  if (plain.length > MOST_IN_HEADER || MARKUP.test(headline) || plain === '') return section(`*${headline}*`)
  return { type: 'header', text: { type: 'plain_text', text: plain, emoji: true } } satisfies HeaderBlock
}

function emphasised(lines: readonly string[]): string {
  const [first = '', ...others] = lines
  const isHeaded = others.length > 0 && first.endsWith(':') && !MARKUP.test(first)
  return lines
    .map((line, index) => {
      if ((isHeaded && index === 0) || LOUD.test(line)) return `*${line}*`
      return isHeaded ? line : line.replace(NAMED, '*$<name>* ')
    })
    .join('\n')
}

/** Which paragraph is small print: the last one of running words, well behind what must be read first. */
function smallPrint(paragraphs: readonly string[]): number {
  return paragraphs.findLastIndex((paragraph, index) => {
    const lines = paragraph.split('\n')
    return (
      index > 0 &&
      lines.length >= FEWEST_OF_SMALL_PRINT &&
      lines.every((line) => WORDS.test(line) && !LOUD.test(line))
    )
  })
}

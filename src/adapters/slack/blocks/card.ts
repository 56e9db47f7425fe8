import type { KnownBlock } from '@slack/types'

import { clipped, MAX_SECTION_TEXT } from './limits.ts'
import { context, section } from './parts.ts'
import { splitText } from './split-text.ts'

/** `Service: Billing`; the name is short and the value stands on the same line. */
const FACT = /^(?<name>[\p{L}][\p{L} ]{0,30}): (?<value>\S.*)$/u
const MOST_FACTS = 10
/** Too long for a column. */
const LINK = /<https?:/

/**
 * Lays out a template's text: its first line in bold, right below it lines with links, the facts that follow (`Name: value`
 * lines up to the first blank line) in two columns, paragraphs as they are, and a last line of its own in small.
 */
export function cardBlocks(text: string): KnownBlock[] {
  const [first = '', ...paragraphs] = text.trim().split(/\n{2,}/)
  const [headline = '', ...below] = first.split('\n')
  const isPlain = below.findIndex((line) => !LINK.test(line))
  const linked = isPlain === -1 ? below : below.slice(0, isPlain)
  const lines = below.slice(linked.length)
  const facts = lines.map((line) => FACT.exec(line)?.groups)
  const areFacts = facts.length > 0 && facts.length <= MOST_FACTS && !facts.includes(undefined)
  const last = paragraphs.at(-1)
  const isSmall = paragraphs.length > 1 && last?.includes('\n') === false && last.length < 200
  const body = isSmall ? paragraphs.slice(0, -1) : paragraphs
  return [
    section(`*${clipped(headline, MAX_SECTION_TEXT - 2)}*`),
    ...sections(linked.join('\n')),
    ...(areFacts ? [factsOf(facts)] : sections(lines.join('\n'))),
    ...sections(body.join('\n\n')),
    ...(isSmall ? [context(last)] : []),
  ]
}

const sections = (text: string): KnownBlock[] => splitText(text, MAX_SECTION_TEXT).map(section)

const factsOf = (facts: readonly (Record<string, string> | undefined)[]): KnownBlock => ({
  type: 'section',
  fields: facts.map((fact) => ({
    type: 'mrkdwn',
    text: clipped(`*${fact?.['name'] ?? ''}*\n${fact?.['value'] ?? ''}`, 2_000),
  })),
})

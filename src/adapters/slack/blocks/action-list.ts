import type { KnownBlock } from '@slack/types'
import type { ActionList } from '../../../core/actions/messages.ts'
import { MAX_BLOCKS, MAX_SECTION_TEXT, withinMessageLimits } from './limits.ts'
import { section } from './parts.ts'
import { promptRow } from './prompts.ts'
import { splitText } from './split-text.ts'

/**
 * The mandatory actions of a level: the template's text, each open action's buttons below its paragraph. Where the template
 * was edited so that paragraphs and actions cannot be matched, the buttons follow the text and carry the actions' numbers.
 */
export function actionListBlocks({ items }: ActionList, text: string): readonly KnownBlock[] {
  const [headline = '', ...paragraphs] = text.trim().split(/\n{2,}/)
  const isMatched = paragraphs.length === items.length
  const rows = items.map(({ prompts }, index) => promptRow(prompts, isMatched ? '' : ` ${index + 1}`))
  const blocks = isMatched
    ? [
        section(`*${headline}*`),
        ...paragraphs.flatMap((paragraph, index) => [section(paragraph), ...(rows[index] ?? [])]),
      ]
    : [...splitText(text, MAX_SECTION_TEXT).map(section), ...rows.flat()]
  return withinMessageLimits(blocks.slice(0, 2 * MAX_BLOCKS))
}

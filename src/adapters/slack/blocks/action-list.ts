import type { KnownBlock } from '@slack/types'
import type { ActionList } from '../../../core/actions/messages.ts'
import { ACTION } from '../action-ids.ts'
import { MAX_BLOCKS, MAX_SECTION_TEXT, withinMessageLimits } from './limits.ts'
import { actions, requestButton, section } from './parts.ts'
import { splitText } from './split-text.ts'

/**
 * The mandatory actions of a level: the template's text, each open action's buttons below its paragraph. Where the template
 * was edited so that paragraphs and actions cannot be matched, the buttons follow the text and carry the actions' numbers.
 */
export function actionListBlocks({ items }: ActionList, text: string): readonly KnownBlock[] {
  const [headline = '', ...paragraphs] = text.trim().split(/\n{2,}/)
  const isMatched = paragraphs.length === items.length
  const rows = items.map((item, index): KnownBlock | null =>
    item.state === 'open' ? buttons(item.actionId, isMatched ? '' : ` ${index + 1}`) : null,
  )
  const blocks = isMatched
    ? [
        section(`*${headline}*`),
        ...paragraphs.flatMap((paragraph, index) => [section(paragraph), ...present(rows[index])]),
      ]
    : [...splitText(text, MAX_SECTION_TEXT).map(section), ...rows.flatMap(present)]
  return withinMessageLimits(blocks.slice(0, 2 * MAX_BLOCKS))
}

const present = (row: KnownBlock | null | undefined): KnownBlock[] =>
  row === null || row === undefined ? [] : [row]

const buttons = (actionId: string, number: string): KnownBlock =>
  actions(
    requestButton(ACTION.actionDone, `Done${number}`, actionId, 'primary'),
    requestButton(ACTION.actionReassign, `Reassign${number}…`, actionId),
  )

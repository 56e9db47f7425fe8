import type { InputBlock } from '@slack/types'

import { VALUE } from '../action-ids.ts'
import { plainText } from '../blocks/parts.ts'

const MAX_LABEL = 2_000
const MAX_PLACEHOLDER = 150

export interface TextInput {
  /** Characters that it takes. */
  readonly most: number
  /** What stands in it at first; cut where it is too long. */
  readonly initial?: string
  readonly placeholder?: string
  readonly hint?: string
  readonly isMultiline?: boolean
  readonly isOptional?: boolean
}

/** An input for text that people write. */
export function textInput(blockId: string, label: string, given: TextInput): InputBlock {
  const { most, initial = '', placeholder, hint, isMultiline = false, isOptional = false } = given
  return {
    type: 'input',
    block_id: blockId,
    label: plainText(label, MAX_LABEL),
    ...(isOptional && { optional: true }),
    hint: plainText(
      [hint, `Up to ${most.toLocaleString('en-US')} characters.`].filter(Boolean).join(' '),
      MAX_LABEL,
    ),
    element: {
      type: 'plain_text_input',
      action_id: VALUE,
      multiline: isMultiline,
      max_length: most,
      ...(placeholder !== undefined && { placeholder: plainText(placeholder, MAX_PLACEHOLDER) }),
      ...(initial !== '' && { initial_value: initial.slice(0, most) }),
    },
  }
}

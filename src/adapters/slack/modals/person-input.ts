import type { InputBlock } from '@slack/types'

import { VALUE } from '../action-ids.ts'

/** An input that takes one person of the workspace. Who may be chosen is for the use case to say. */
export const personInput = (blockId: string, label: string, hint: string): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: { type: 'plain_text', text: label },
  hint: { type: 'plain_text', text: hint },
  element: { type: 'users_select', action_id: VALUE },
})

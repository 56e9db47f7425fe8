import type { InputBlock } from '@slack/types'

import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { Policy, Requirement } from '../../../core/policy/policy.ts'
import { VALUE } from '../action-ids.ts'
import { isTicked, textOf } from './view-values.ts'
import type { ViewState } from './view-values.ts'
import { plainText } from '../blocks/parts.ts'

const PREFIX = 'answer:'

export const answerBlockId = (requirement: string): string => `${PREFIX}${requirement}`
export const isAnswerBlock = (blockId: string): boolean => blockId.startsWith(PREFIX)

/** One input for each requirement but the postmortem, which is filed with `/budget postmortem`. None is compulsory: a pipeline may confirm it at the gate, or it is filled in later. */
export function requirementInputs(
  names: readonly string[],
  policy: Policy,
  written: ReadonlyMap<string, string> = new Map(),
): InputBlock[] {
  return names
    .map((name) => policy.requirements.get(name) ?? { name, title: name, kind: 'text' as const })
    .filter(({ kind }) => kind !== 'postmortem')
    .map((requirement) => requirementInput(requirement, written.get(requirement.name)))
}

function requirementInput({ name, title, hint, kind }: Requirement, written: string | undefined): InputBlock {
  const tick = { text: { type: 'plain_text' as const, text: 'Yes' }, value: 'yes' }
  return {
    type: 'input',
    block_id: answerBlockId(name),
    optional: true,
    label: plainText(title, 2_000),
    ...(hint === undefined ? {} : { hint: plainText(hint, 2_000) }),
    element:
      kind === 'confirm'
        ? {
            type: 'checkboxes',
            action_id: VALUE,
            options: [tick],
            ...(written !== undefined && { initial_options: [tick] }),
          }
        : {
            type: 'plain_text_input',
            action_id: VALUE,
            multiline: true,
            max_length: LIMITS.answer,
            ...(written !== undefined && { initial_value: written }),
          },
  }
}

/** What was ticked or written, by requirement. What was left empty is left out. */
export function answersIn(state: ViewState): ReadonlyMap<string, string> {
  const answers = new Map<string, string>()
  for (const blockId of Object.keys(state).filter(isAnswerBlock)) {
    const text = isTicked(state, blockId) ? 'yes' : textOf(state, blockId)
    if (text !== '') answers.set(blockId.slice(PREFIX.length), text)
  }
  return answers
}

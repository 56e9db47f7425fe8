import type { ViewOutput } from '@slack/bolt'
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'

import { context } from '../blocks/parts.ts'
import { escaped } from '../escape.ts'
import { formModal } from './modal.ts'
import type { ElementValue, ViewState } from './view-values.ts'

/** A form as it was sent in, with what was typed in it, and below each input what is wrong there. */
export function refilled(view: ViewOutput, errors: Readonly<Record<string, string>>): ModalView {
  const state: ViewState = view.state.values
  const blocks = view.blocks.flatMap((block): KnownBlock[] => {
    if (block.type !== 'input') return [block as KnownBlock]
    const input = block as InputBlock
    const [typed] = Object.values(state[input.block_id ?? ''] ?? {})
    const error = errors[input.block_id ?? '']
    return [
      typed === undefined ? input : withValue(input, typed),
      ...(error === undefined ? [] : [context(`:warning: ${escaped(error)}`)]),
    ]
  })
  return formModal({
    callbackId: view.callback_id,
    title: view.title.text,
    submit: view.submit?.text ?? 'Send',
    privateMetadata: view.private_metadata,
    blocks,
  })
}

function withValue(input: InputBlock, typed: ElementValue): InputBlock {
  const { element } = input
  const { value, selected_option: chosen, selected_user: user, selected_options: ticked } = typed
  switch (element.type) {
    case 'plain_text_input': {
      const { initial_value: _, ...empty } = element
      return { ...input, element: value ? { ...empty, initial_value: value } : empty }
    }
    case 'users_select':
      return user ? { ...input, element: { ...element, initial_user: user } } : input
    case 'checkboxes': {
      const { initial_options: _, ...empty } = element
      const options = element.options.filter((option) => ticked?.some((one) => one.value === option.value))
      return { ...input, element: options.length > 0 ? { ...empty, initial_options: options } : empty }
    }
    case 'static_select': {
      const all: readonly PlainTextOption[] = [
        ...(element.options ?? []),
        ...(element.option_groups ?? []).flatMap((group) => group.options),
      ]
      const option = all.find((one) => one.value === chosen?.value)
      return option === undefined ? input : { ...input, element: { ...element, initial_option: option } }
    }
    default:
      return input
  }
}

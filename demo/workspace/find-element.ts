import type { GivenValue } from './element-values.ts'
import { elementsOf, optionsOf } from './element-values.ts'
import { objectAt, objectsAt, textAt } from './json-values.ts'
import type { ViewValues } from './page-protocol.ts'
import type { Message, OpenView } from './state.ts'

/** The button with this text, as a person would look for it. Throws when the message has none, naming those it has. */
export function buttonNamed(
  message: Message,
  label: string,
): { readonly blockId: string; readonly actionId: string } {
  const labels: string[] = []
  for (const block of message.blocks) {
    for (const element of elementsOf(block)) {
      const text = textAt(objectAt(element['text'])['text']) ?? ''
      if (text === label) {
        return { blockId: textAt(block['block_id']) ?? '', actionId: textAt(element['action_id']) ?? '' }
      }
      if (text !== '') labels.push(text)
    }
  }
  throw new Error(`The message has no button "${label}"; it has: ${labels.join(', ') || 'none'}`)
}

/**
 * Inputs of a modal filled in by their labels; choices by their option's text or value. Throws when a label is not
 * there.
 */
export function valuesByLabel(open: OpenView, filled: Readonly<Record<string, GivenValue>>): ViewValues {
  const inputs = objectsAt(open.view['blocks']).filter(({ type }) => type === 'input')
  const labelOf = (block: (typeof inputs)[number]): string => textAt(objectAt(block['label'])['text']) ?? ''
  const values: Record<string, Record<string, GivenValue>> = {}
  for (const [label, value] of Object.entries(filled)) {
    const block = inputs.find((candidate) => labelOf(candidate) === label)
    if (block === undefined) {
      throw new Error(`The modal has no input "${label}"; it has: ${inputs.map(labelOf).join(', ')}`)
    }
    const element = objectAt(block['element'])
    const byText = new Map(
      optionsOf(element).map((option) => [textAt(objectAt(option['text'])['text']), textAt(option['value'])]),
    )
    const chosen = (text: string): string => byText.get(text) ?? text
    const given = typeof value === 'string' ? chosen(value) : (value?.map(chosen) ?? null)
    values[textAt(block['block_id']) ?? ''] = { [textAt(element['action_id']) ?? '']: given }
  }
  return values
}

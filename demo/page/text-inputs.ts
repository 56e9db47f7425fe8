import type { Slot } from './block-host.ts'
import { h } from './element.ts'
import { flagAt, jsonAt, numberAt, plainTextAt, stringAt, stringsAt } from './json.ts'

const inputTypes: Readonly<Record<string, string>> = {
  plain_text_input: 'text',
  url_text_input: 'url',
  email_text_input: 'email',
  number_input: 'number',
  datepicker: 'date',
  timepicker: 'time',
}

/** Whether an element is typed into, dates and times among them. */
export function isTextInput(type: string): boolean {
  return Object.hasOwn(inputTypes, type)
}

export function textInputView(slot: Slot): HTMLElement {
  const { host, blockId, actionId, element, acts } = slot
  const type = stringAt(element, 'type')
  const current = host.valueOf(blockId, actionId, element)
  const shared = {
    class: 'input',
    id: slot.inputId,
    placeholder: plainTextAt(element, 'placeholder') || null,
    maxlength: numberAt(element, 'max_length') ?? (type === 'plain_text_input' ? 3000 : null),
    'aria-labelledby': slot.labelledBy,
    'aria-label': slot.labelledBy === null ? slot.label : null,
    'aria-describedby': slot.describedBy,
    'aria-invalid': host.errorOf(blockId) === null ? null : 'true',
    'data-focus': `${blockId} ${actionId}`,
    autocomplete: 'off',
  }
  const input = flagAt(element, 'multiline')
    ? h('textarea', { ...shared, rows: 4 })
    : h('input', {
        ...shared,
        type: inputTypes[type] ?? 'text',
        min: stringAt(element, 'min_value') || null,
        max: stringAt(element, 'max_value') || null,
        step: type === 'number_input' && flagAt(element, 'is_decimal_allowed') ? 'any' : null,
      })
  input.value = typeof current === 'string' ? current : ''
  const value = () => (input.value === '' ? null : input.value)
  const tell = () => acts && host.acted(blockId, actionId, value(), input)
  const triggers = stringsAt(jsonAt(element, 'dispatch_action_config'), 'trigger_actions_on')
  input.addEventListener('input', () => {
    host.changed(blockId, actionId, value())
    if (triggers.includes('on_character_entered')) tell()
  })
  if (type === 'datepicker' || type === 'timepicker') input.addEventListener('change', tell)
  else if (triggers.length === 0 || triggers.includes('on_enter_pressed')) {
    input.addEventListener('keydown', (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || !acts || flagAt(element, 'multiline'))
        return
      event.preventDefault()
      tell()
    })
  }
  return input
}

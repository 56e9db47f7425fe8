import type { JsonObject } from './json-values.ts'
import { objectAt, objectsAt, textAt } from './json-values.ts'
import type { ViewValues } from './page-protocol.ts'

/** What a person put into one element: text, one option's value or id, or several of them. */
export type GivenValue = string | readonly string[] | null

/** Where each kind of element keeps its value in Slack's payloads, and where its initial value stands. */
const PLACES: Readonly<
  Record<string, { readonly kind: Kind; readonly field: string; readonly initial: string }>
> = {
  plain_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  email_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  url_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  number_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  static_select: { kind: 'option', field: 'selected_option', initial: 'initial_option' },
  radio_buttons: { kind: 'option', field: 'selected_option', initial: 'initial_option' },
  overflow: { kind: 'option', field: 'selected_option', initial: '' },
  multi_static_select: { kind: 'options', field: 'selected_options', initial: 'initial_options' },
  checkboxes: { kind: 'options', field: 'selected_options', initial: 'initial_options' },
  users_select: { kind: 'text', field: 'selected_user', initial: 'initial_user' },
  conversations_select: { kind: 'text', field: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { kind: 'text', field: 'selected_channel', initial: 'initial_channel' },
  multi_users_select: { kind: 'list', field: 'selected_users', initial: 'initial_users' },
  datepicker: { kind: 'text', field: 'selected_date', initial: 'initial_date' },
  timepicker: { kind: 'text', field: 'selected_time', initial: 'initial_time' },
  datetimepicker: { kind: 'number', field: 'selected_date_time', initial: 'initial_date_time' },
}

type Kind = 'text' | 'number' | 'option' | 'options' | 'list'

/** The element's part of `state.values`; undefined for buttons and images, which hold nothing. */
export function elementState(element: JsonObject, given: GivenValue | undefined): JsonObject | undefined {
  const type = textAt(element['type']) ?? ''
  const place = PLACES[type]
  if (place === undefined) return undefined
  const initial = element[place.initial]
  const held = given === undefined ? initial : chosen(element, place.kind, given)
  const empty = place.kind === 'options' || place.kind === 'list' ? [] : null
  return { type, [place.field]: held ?? empty }
}

function chosen(element: JsonObject, kind: Kind, given: GivenValue): unknown {
  const values = given === null ? [] : typeof given === 'string' ? [given] : given
  const options = optionsOf(element).filter((option) => values.includes(textAt(option['value']) ?? ''))
  if (kind === 'options') return options
  if (kind === 'option') return options[0] ?? null
  if (kind === 'list') return values
  const [value] = values
  if (value === undefined || value === '') return null
  return kind === 'number' ? Number(value) : value
}

/** Every option of an element, also those in groups. */
export function optionsOf(element: JsonObject): readonly JsonObject[] {
  const grouped = objectsAt(element['option_groups']).flatMap((group) => objectsAt(group['options']))
  return [...objectsAt(element['options']), ...grouped]
}

/** True when the element holds nothing, so that a required input is missing. */
export function isEmptyState(state: JsonObject): boolean {
  return Object.entries(state).every(
    ([field, value]) => field === 'type' || value === null || (Array.isArray(value) && value.length === 0),
  )
}

/** The elements of a block that a person can use, in order. */
export function elementsOf(block: JsonObject): readonly JsonObject[] {
  if (block['type'] === 'actions') return objectsAt(block['elements'])
  if (block['type'] === 'section')
    return block['accessory'] === undefined ? [] : [objectAt(block['accessory'])]
  return block['type'] === 'input' ? [objectAt(block['element'])] : []
}

/** `state.values` of blocks: what was given, else what the app filled in. */
export function stateValues(blocks: readonly JsonObject[], given: ViewValues): JsonObject {
  const values: Record<string, Record<string, JsonObject>> = {}
  for (const block of blocks) {
    const blockId = textAt(block['block_id']) ?? ''
    for (const element of elementsOf(block)) {
      const actionId = textAt(element['action_id']) ?? ''
      const state = elementState(element, given[blockId]?.[actionId])
      if (state !== undefined) (values[blockId] ??= {})[actionId] = state
    }
  }
  return values
}

/** What Slack's client refuses before it asks the app: by block id, in its own words. */
export function inputErrors(
  blocks: readonly JsonObject[],
  values: JsonObject,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  for (const block of blocks) {
    if (block['type'] !== 'input') continue
    const blockId = textAt(block['block_id']) ?? ''
    const element = objectAt(block['element'])
    const state = objectAt(objectAt(values[blockId])[textAt(element['action_id']) ?? ''])
    const error = isEmptyState(state)
      ? block['optional'] === true
        ? undefined
        : 'Please complete this required field.'
      : valueError(element, textAt(state['value']))
    if (error !== undefined) errors[blockId] = error
  }
  return errors
}

function valueError(element: JsonObject, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const type = element['type']
  const max = Number(element['max_length'] ?? 3_000)
  const min = Number(element['min_length'] ?? 0)
  if (value.length > max) return `Must be ${max} characters or fewer.`
  if (value.length < min) return `Must be at least ${min} characters.`
  if (type === 'url_text_input' && !URL.canParse(value)) return 'Please enter a valid URL.'
  if (type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(value))
    return 'Please enter a valid email address.'
  return type === 'number_input' ? numberError(element, value) : undefined
}

function numberError(element: JsonObject, value: string): string | undefined {
  const number = Number(value)
  if (Number.isNaN(number)) return 'Please enter a valid number.'
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number))
    return 'Please enter a whole number.'
  const min = textAt(element['min_value'])
  const max = textAt(element['max_value'])
  if (min !== undefined && number < Number(min)) return `Must be ${min} or more.`
  return max !== undefined && number > Number(max) ? `Must be ${max} or less.` : undefined
}

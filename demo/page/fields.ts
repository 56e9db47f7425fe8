import type { ViewValues } from '../workspace/page-protocol.ts'
import { flagAt, jsonAt, listAt, numberAt, stringAt, stringsAt, type Json } from './json.ts'

/** What one input holds, as the workspace expects it. */
export type FieldValue = string | readonly string[] | null

/** One element of a view that holds a value. */
export interface Field {
  readonly blockId: string
  readonly actionId: string
  readonly element: Json
}

const severalValued = new Set([
  'checkboxes',
  'multi_static_select',
  'multi_users_select',
  'multi_channels_select',
  'multi_conversations_select',
])
const valueless = new Set(['button', 'overflow', 'image', 'workflow_button'])

/** The block's own id, or the one that stands for its place where the app gave none. */
export function blockIdOf(block: Json, index: number): string {
  const id = stringAt(block, 'block_id')
  return id === '' ? `block-${index}` : id
}

/** The elements of a view's blocks that hold values, in order. */
export function fieldsOf(blocks: readonly Json[]): readonly Field[] {
  return blocks.flatMap((block, index) => {
    const own = [jsonAt(block, 'element'), jsonAt(block, 'accessory')].filter((element) => element !== null)
    return [...own, ...listAt(block, 'elements')]
      .filter((element) => stringAt(element, 'action_id') !== '' && !valueless.has(stringAt(element, 'type')))
      .map((element) => ({
        blockId: blockIdOf(block, index),
        actionId: stringAt(element, 'action_id'),
        element,
      }))
  })
}

/** What an element holds before a person changes it; nothing is null, or an empty list where several may be chosen. */
export function initialValue(element: Json): FieldValue {
  const type = stringAt(element, 'type')
  if (severalValued.has(type)) {
    const listed = ['initial_users', 'initial_channels', 'initial_conversations'].flatMap((key) =>
      stringsAt(element, key),
    )
    return [...listAt(element, 'initial_options').map((option) => stringAt(option, 'value')), ...listed]
  }
  const option = jsonAt(element, 'initial_option')
  if (option) return stringAt(option, 'value')
  const keys = [
    'initial_value',
    'initial_user',
    'initial_channel',
    'initial_conversation',
    'initial_date',
    'initial_time',
  ]
  const given = keys.map((key) => stringAt(element, key)).find((text) => text !== '')
  const moment = numberAt(element, 'initial_date_time')
  return given ?? (moment === null ? null : String(moment))
}

/**
 * The values of a view: what was entered already under the same block and action ids is kept when the app updates the
 * view, as in Slack; everything else begins with its initial value.
 */
export function valuesOf(blocks: readonly Json[], entered: ViewValues): ViewValues {
  const values: Record<string, Record<string, FieldValue>> = {}
  for (const { blockId, actionId, element } of fieldsOf(blocks)) {
    const before = entered[blockId]?.[actionId]
    values[blockId] = {
      ...values[blockId],
      [actionId]: before === undefined ? initialValue(element) : before,
    }
  }
  return values
}

export function withValue(
  values: ViewValues,
  blockId: string,
  actionId: string,
  value: FieldValue,
): ViewValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: value } }
}

/** What Slack's client says before it submits, by block id: required fields that are empty, texts of the wrong length. */
export function clientErrors(blocks: readonly Json[], values: ViewValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  blocks.forEach((block, index) => {
    const element = jsonAt(block, 'element')
    if (stringAt(block, 'type') !== 'input' || !element) return
    const blockId = blockIdOf(block, index)
    const error = fieldError(
      element,
      values[blockId]?.[stringAt(element, 'action_id')] ?? null,
      flagAt(block, 'optional'),
    )
    if (error !== null) errors[blockId] = error
  })
  return errors
}

function fieldError(element: Json, value: FieldValue, optional: boolean): string | null {
  if (value === null || value.length === 0) return optional ? null : 'Please complete this required field.'
  if (typeof value !== 'string') return null
  const least = numberAt(element, 'min_length')
  if (least !== null && value.length < least) return `Please write at least ${least} characters.`
  if (stringAt(element, 'type') === 'number_input') return numberError(element, value)
  if (stringAt(element, 'type') === 'url_text_input' && !/^https?:\/\/\S+$/.test(value)) {
    return 'Please enter an address that begins with http:// or https://.'
  }
  return null
}

function numberError(element: Json, value: string): string | null {
  const given = Number(value)
  if (!Number.isFinite(given)) return 'Please enter a number.'
  if (!flagAt(element, 'is_decimal_allowed') && !Number.isInteger(given))
    return 'Please enter a whole number.'
  const least = stringAt(element, 'min_value')
  const most = stringAt(element, 'max_value')
  if (least !== '' && given < Number(least)) return `Please enter ${least} or more.`
  if (most !== '' && given > Number(most)) return `Please enter ${most} or less.`
  return null
}

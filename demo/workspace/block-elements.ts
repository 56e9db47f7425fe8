import type { Check } from './block-check.ts'
import {
  actionId,
  byType,
  flag,
  listOf,
  matching,
  oneOf,
  optional,
  problem,
  required,
  shape,
  text,
  textObject,
  whole,
} from './block-check.ts'
import { IMAGE_FIELDS, oneSource } from './image-check.ts'
import { isObject, objectsAt, textAt } from './json-values.ts'

const url = text(3_000)
const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'a date as YYYY-MM-DD')
const time = matching(/^\d{2}:\d{2}$/, 'a time as HH:mm')
const timestamp = whole(0, 9_999_999_999)
const userId = matching(/^[UW][A-Z0-9]+$/, 'a user id')
const conversationId = matching(/^[CDGUW][A-Z0-9]+$/, 'a conversation id')
const placeholder = optional(textObject(150, 'plain'))

const confirm = optional(
  shape({
    title: required(textObject(100, 'plain')),
    text: required(textObject(300, 'any')),
    confirm: required(textObject(30, 'plain')),
    deny: required(textObject(30, 'plain')),
    style: optional(oneOf('primary', 'danger')),
  }),
)

const selectOption = shape({
  text: required(textObject(75, 'plain')),
  value: required(text(150)),
  description: optional(textObject(75, 'plain')),
})
const overflowOption = shape({
  text: required(textObject(75, 'plain')),
  value: required(text(150)),
  description: optional(textObject(75, 'plain')),
  url: optional(url),
})
const boxOption = shape({
  text: required(textObject(75, 'any')),
  value: required(text(150)),
  description: optional(textObject(75, 'any')),
})
const optionGroup = shape({
  label: required(textObject(75, 'plain')),
  options: required(listOf(selectOption, { min: 1, max: 100 })),
})

/** Slack refuses a choice that stands among no options. */
const initialAmongOptions: Check = (value, pointer, context) => {
  if (!isObject(value)) return
  const groups = objectsAt(value['option_groups']).flatMap((group) => objectsAt(group['options']))
  const known = new Set([...objectsAt(value['options']), ...groups].map((option) => textAt(option['value'])))
  const single = isObject(value['initial_option']) ? [value['initial_option']] : []
  for (const initial of [...single, ...objectsAt(value['initial_options'])]) {
    if (!known.has(textAt(initial['value'])))
      problem(context, pointer, 'initial option is not among the options')
  }
}

const optionsOrGroups: Check = (value, pointer, context) => {
  if (!isObject(value)) return
  if ((value['options'] === undefined) === (value['option_groups'] === undefined)) {
    problem(context, pointer, 'must have either options or option_groups')
  }
  initialAmongOptions(value, pointer, context)
}

const common = { action_id: optional(actionId), confirm, focus_on_load: optional(flag) }
const picker = { ...common, placeholder }
const several = { ...picker, max_selected_items: optional(whole(1, 100)) }
const input = {
  action_id: optional(actionId),
  placeholder,
  focus_on_load: optional(flag),
  dispatch_action_config: optional(
    shape({
      trigger_actions_on: required(
        listOf(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
      ),
    }),
  ),
}
const listed = {
  options: optional(listOf(selectOption, { min: 1, max: 100 })),
  option_groups: optional(listOf(optionGroup, { min: 1, max: 100 })),
}
const boxes = { ...common, options: required(listOf(boxOption, { min: 1, max: 10 })) }

const image = shape(IMAGE_FIELDS, oneSource)

function isObjectCheck(value: unknown, pointer: string, context: Parameters<Check>[2]): void {
  if (!isObject(value)) problem(context, pointer, 'must be an object')
}

const button = shape({
  ...common,
  text: required(textObject(75, 'plain')),
  url: optional(url),
  value: optional(text(2_000)),
  style: optional(oneOf('primary', 'danger')),
  accessibility_label: optional(text(75)),
})

/** Elements that a person chooses with; allowed in `actions`, as an accessory and, but for the last, in `input`. */
const choices: Readonly<Record<string, Check>> = {
  static_select: shape({ ...picker, ...listed, initial_option: optional(selectOption) }, optionsOrGroups),
  multi_static_select: shape(
    { ...several, ...listed, initial_options: optional(listOf(selectOption, { min: 1, max: 100 })) },
    optionsOrGroups,
  ),
  users_select: shape({ ...picker, initial_user: optional(userId) }),
  multi_users_select: shape({ ...several, initial_users: optional(listOf(userId, { min: 1, max: 100 })) }),
  conversations_select: shape({
    ...picker,
    initial_conversation: optional(conversationId),
    default_to_current_conversation: optional(flag),
    response_url_enabled: optional(flag),
    filter: optional(isObjectCheck),
  }),
  channels_select: shape({
    ...picker,
    initial_channel: optional(conversationId),
    response_url_enabled: optional(flag),
  }),
  checkboxes: shape(
    { ...boxes, initial_options: optional(listOf(boxOption, { min: 1, max: 10 })) },
    initialAmongOptions,
  ),
  radio_buttons: shape({ ...boxes, initial_option: optional(boxOption) }, initialAmongOptions),
  datepicker: shape({ ...picker, initial_date: optional(date) }),
  timepicker: shape({ ...picker, initial_time: optional(time), timezone: optional(text(100)) }),
  datetimepicker: shape({ ...common, initial_date_time: optional(timestamp) }),
}

const overflow = shape({ ...common, options: required(listOf(overflowOption, { min: 1, max: 5 })) })

const lineInput = { ...input, initial_value: optional(text(3_000, 0)) }

const textInputs: Readonly<Record<string, Check>> = {
  plain_text_input: shape({
    ...lineInput,
    multiline: optional(flag),
    min_length: optional(whole(0, 3_000)),
    max_length: optional(whole(1, 3_000)),
  }),
  email_text_input: shape(lineInput),
  url_text_input: shape(lineInput),
  number_input: shape({
    ...lineInput,
    is_decimal_allowed: required(flag),
    min_value: optional(text(100)),
    max_value: optional(text(100)),
  }),
}

export const ACTION_ELEMENT = byType({ ...choices, button, overflow })
export const ACCESSORY = byType({ ...choices, button, overflow, image })
export const INPUT_ELEMENT = byType({ ...choices, ...textInputs })
export const CONTEXT_ELEMENT = byType({
  image,
  plain_text: textObject(3_000, 'any'),
  mrkdwn: textObject(3_000, 'any'),
})

import type { Check, CheckContext, Surface } from './block-check.ts'
import {
  blockId,
  byType,
  flag,
  listOf,
  optional,
  problem,
  required,
  shape,
  text,
  textObject,
} from './block-check.ts'
import { IMAGE_FIELDS, oneSource } from './image-check.ts'
import { ACCESSORY, ACTION_ELEMENT, CONTEXT_ELEMENT, INPUT_ELEMENT } from './block-elements.ts'
import { isObject } from './json-values.ts'

/** Slack refuses a message whose blocks are longer than about this, though no page of its documentation says so. */
const MESSAGE_BLOCKS_MAX_CHARACTERS = 13_000
const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 }

const id = { block_id: optional(blockId) }
const anything: Check = () => undefined
const NO_FILES = (): boolean => false

const BLOCK = byType({
  section: shape(
    {
      ...id,
      text: optional(textObject(3_000, 'any')),
      fields: optional(listOf(textObject(2_000, 'any'), { min: 1, max: 10 })),
      accessory: optional(ACCESSORY),
      expand: optional(flag),
    },
    (value, pointer, context) => {
      if (isObject(value) && value['text'] === undefined && value['fields'] === undefined) {
        problem(context, pointer, 'missing required field: text or fields')
      }
    },
  ),
  header: shape({ ...id, text: required(textObject(150, 'plain')) }),
  divider: shape(id),
  context: shape({ ...id, elements: required(listOf(CONTEXT_ELEMENT, { min: 1, max: 10 })) }),
  actions: shape({ ...id, elements: required(listOf(ACTION_ELEMENT, { min: 1, max: 25 })) }),
  input: shape(
    {
      ...id,
      label: required(textObject(2_000, 'plain')),
      element: required(INPUT_ELEMENT),
      hint: optional(textObject(2_000, 'plain')),
      optional: optional(flag),
      dispatch_action: optional(flag),
    },
    (_value, pointer, context) => {
      if (context.surface === 'message') problem(context, `${pointer}/type`, 'unsupported type: input')
    },
  ),
  image: shape({ ...id, ...IMAGE_FIELDS, title: optional(textObject(2_000, 'plain')) }, oneSource),
  rich_text: shape({ ...id, elements: required(listOf(anything, { min: 1, max: 100 })) }),
  markdown: shape({ ...id, text: required(text(12_000)) }),
})

/** Every reason why Slack would refuse these blocks, in its own form; empty when it would take them. */
export function blockProblems(
  blocks: unknown,
  surface: Surface,
  pointer = '/blocks',
  mayShow: CheckContext['mayShow'] = NO_FILES,
): readonly string[] {
  const context: CheckContext = {
    surface,
    problems: [],
    blockIds: new Set(),
    actionIds: new Set(),
    mayShow,
  }
  // Action ids must be unique inside one block only.
  const one: Check = (value, at, outer) => BLOCK(value, at, { ...outer, actionIds: new Set() })
  listOf(one, { min: 0, max: MAX_BLOCKS[surface] })(blocks, pointer, context)
  return context.problems
}

/** Measured as JSON, which errs on the strict side of what Slack counts. */
export function areBlocksTooLong(blocks: readonly unknown[]): boolean {
  return JSON.stringify(blocks).length > MESSAGE_BLOCKS_MAX_CHARACTERS
}

/** Every reason why Slack would refuse this view object, in its own form. */
export function viewProblems(view: unknown, mayShow: CheckContext['mayShow'] = NO_FILES): readonly string[] {
  if (!isObject(view)) return ['[ERROR] must be an object [json-pointer:/view]']
  const { type } = view
  if (type !== 'modal' && type !== 'home') {
    return [`[ERROR] unsupported type: ${String(type)} [json-pointer:/view/type]`]
  }
  const context: CheckContext = {
    surface: type,
    problems: [],
    blockIds: new Set(),
    actionIds: new Set(),
    mayShow,
  }
  VIEW[type](view, '/view', context)
  const blocks = view['blocks']
  if (blocks !== undefined) context.problems.push(...blockProblems(blocks, type, '/view/blocks', mayShow))
  return context.problems
}

const shared = {
  blocks: required(anything),
  private_metadata: optional(text(3_000, 0)),
  callback_id: optional(text(255, 0)),
  external_id: optional(text(255, 0)),
}
const label = textObject(24, 'plain')

const VIEW: Readonly<Record<'modal' | 'home', Check>> = {
  modal: shape(
    {
      ...shared,
      title: required(label),
      submit: optional(label),
      close: optional(label),
      clear_on_close: optional(flag),
      notify_on_close: optional(flag),
      submit_disabled: optional(flag),
    },
    (value, pointer, context) => {
      if (!isObject(value) || value['submit'] !== undefined || !Array.isArray(value['blocks'])) return
      if (value['blocks'].some((block) => isObject(block) && block['type'] === 'input')) {
        problem(context, pointer, 'missing required field: submit')
      }
    },
  ),
  home: shape(shared),
}

import type { BlockHost, Slot } from './block-host.ts'
import { buttonView, overflowView } from './buttons.ts'
import { checkListView, radioView, selectView } from './choices.ts'
import { freshId, h } from './element.ts'
import { blockIdOf } from './fields.ts'
import { flagAt, jsonAt, listAt, numberAt, plainTextAt, stringAt, type Json } from './json.ts'
import { labelAt, textObjectView } from './mrkdwn-view.ts'
import { safeUrl } from './mrkdwn.ts'
import { richTextView } from './rich-text.ts'
import { isTextInput, textInputView } from './text-inputs.ts'

/** Block Kit blocks, in a message or a modal. A block that this page does not know says so in its place. */
export function blocksView(blocks: readonly Json[], host: BlockHost): HTMLElement {
  return h(
    'div',
    { class: 'blocks' },
    ...blocks.map((block, index) => blockView(block, blockIdOf(block, index), host)),
  )
}

function blockView(block: Json, blockId: string, host: BlockHost): HTMLElement {
  switch (stringAt(block, 'type')) {
    case 'section':
      return sectionView(block, blockId, host)
    case 'header':
      return h('h3', { class: 'block-header' }, labelAt(block, 'text'))
    case 'divider':
      return h('hr')
    case 'context':
      return contextView(block, host)
    case 'actions':
      return actionsView(block, blockId, host)
    case 'image':
      return imageView(block, 'block-image')
    case 'rich_text':
      return richTextView(block, host.text)
    case 'input':
      return inputView(block, blockId, host)
    case 'markdown':
      return textObjectView({ type: 'mrkdwn', text: stringAt(block, 'text') }, host.text)
    default:
      return unknownView(stringAt(block, 'type'))
  }
}

function sectionView(block: Json, blockId: string, host: BlockHost): HTMLElement {
  const text = jsonAt(block, 'text')
  const fields = listAt(block, 'fields')
  const accessory = jsonAt(block, 'accessory')
  const textId = freshId('section')
  const content = h('div', { class: 'section-text', id: textId }, text && textObjectView(text, host.text))
  if (fields.length > 0) {
    const cells = fields.map((field) => h('div', { class: 'field' }, textObjectView(field, host.text)))
    content.append(h('div', { class: 'fields' }, ...cells))
  }
  if (!accessory) return h('div', { class: 'section' }, content)
  const control = controlView(slotFor(accessory, blockId, host, { acts: true, labelledBy: textId }))
  return h('div', { class: 'section section-accessory' }, content, h('div', { class: 'accessory' }, control))
}

function contextView(block: Json, host: BlockHost): HTMLElement {
  const parts = listAt(block, 'elements').map((element) =>
    stringAt(element, 'type') === 'image'
      ? imageView(element, 'context-image')
      : textObjectView(element, host.text),
  )
  return h('div', { class: 'context' }, ...parts)
}

function actionsView(block: Json, blockId: string, host: BlockHost): HTMLElement {
  const controls = listAt(block, 'elements').map((element) =>
    controlView(slotFor(element, blockId, host, { acts: true, labelledBy: null })),
  )
  return h('div', { class: 'actions' }, ...controls)
}

function inputView(block: Json, blockId: string, host: BlockHost): HTMLElement {
  const element = jsonAt(block, 'element') ?? {}
  const error = host.errorOf(blockId)
  const hint = plainTextAt(block, 'hint')
  const ids = {
    label: freshId('label'),
    input: freshId('input'),
    hint: freshId('hint'),
    error: freshId('error'),
  }
  const described = [hint === '' ? null : ids.hint, error === null ? null : ids.error].filter(
    (id) => id !== null,
  )
  const slot: Slot = {
    ...slotFor(element, blockId, host, { acts: flagAt(block, 'dispatch_action'), labelledBy: ids.label }),
    inputId: ids.input,
    describedBy: described.length === 0 ? null : described.join(' '),
  }
  return h(
    'div',
    { class: error === null ? 'input-block' : 'input-block input-block-wrong', 'data-block': blockId },
    h(
      'label',
      { class: 'input-label', id: ids.label, for: ids.input },
      labelAt(block, 'label'),
      flagAt(block, 'optional') && h('span', { class: 'optional' }, ' (optional)'),
    ),
    controlView(slot),
    hint === '' ? null : h('p', { class: 'input-hint', id: ids.hint }, labelAt(block, 'hint')),
    error === null ? null : h('p', { class: 'input-error', id: ids.error }, error),
  )
}

function slotFor(
  element: Json,
  blockId: string,
  host: BlockHost,
  { acts, labelledBy }: { acts: boolean; labelledBy: string | null },
): Slot {
  return {
    host,
    blockId,
    actionId: stringAt(element, 'action_id'),
    element,
    acts,
    labelledBy,
    describedBy: null,
    label: plainTextAt(element, 'placeholder') || 'Choose',
    inputId: freshId('input'),
  }
}

function controlView(slot: Slot): HTMLElement {
  const type = stringAt(slot.element, 'type')
  if (type === 'button' || type === 'workflow_button') return buttonView(slot)
  if (type === 'overflow') return overflowView(slot)
  if (type === 'image') return imageView(slot.element, 'accessory-image')
  if (type === 'radio_buttons') return radioView(slot)
  if (type === 'checkboxes' || /^multi_\w+_select$/.test(type)) return checkListView(slot)
  if (/_select$/.test(type)) return selectView(slot)
  if (isTextInput(type)) return textInputView(slot)
  return unknownView(type)
}

/** A file of this workspace keeps its place before it is loaded, and opens at its full size. */
function imageView(image: Json, style: string): HTMLElement {
  const file = jsonAt(image, 'slack_file')
  const source = stringAt(image, 'image_url') || stringAt(file, 'url')
  const shown = safeUrl(source) ?? (source.startsWith('/') ? source : null)
  const alt = stringAt(image, 'alt_text')
  const size = { width: numberAt(file, 'width'), height: numberAt(file, 'height') }
  const picture =
    shown === null
      ? h('span', {}, alt)
      : h('img', { src: shown, alt, loading: 'lazy', decoding: 'async', ...size })
  if (style !== 'block-image') {
    picture.className = style
    return picture
  }
  const title = labelAt(image, 'title')
  const isOwn = shown?.startsWith('/') === true
  const framed = isOwn ? h('a', { href: shown, target: '_blank', rel: 'noopener' }, picture) : picture
  return h('figure', { class: style }, title === '' ? null : h('figcaption', {}, title), framed)
}

function unknownView(type: string): HTMLElement {
  return h('p', { class: 'unknown' }, `This page cannot show “${type === '' ? 'untyped' : type}” yet.`)
}

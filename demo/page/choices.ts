import type { Slot } from './block-host.ts'
import { confirmed } from './confirm-dialog.ts'
import { h } from './element.ts'
import { jsonAt, listAt, plainTextAt, stringAt, type Json } from './json.ts'
import { labelAt, textObjectView } from './mrkdwn-view.ts'

interface Option {
  readonly value: string
  readonly label: string
}

/** One of several, as the browser's own select, which serves keyboards, screen readers and phones. */
export function selectView(slot: Slot): HTMLElement {
  const { host, blockId, actionId, element, acts } = slot
  const current = host.valueOf(blockId, actionId, element)
  const groups = optionGroups(slot)
  const placeholder = plainTextAt(element, 'placeholder') || 'Choose…'
  const select = h(
    'select',
    { class: 'input', ...names(slot), 'data-focus': `${blockId} ${actionId}`, onchange: () => void chosen() },
    h('option', { value: '', selected: current === null }, placeholder),
    ...groups
      .map(({ label, options }) => {
        const entries = options.map((option) =>
          h('option', { value: option.value, selected: option.value === current }, option.label),
        )
        return label === '' ? entries : [h('optgroup', { label }, ...entries)]
      })
      .flat(),
  )
  let before = select.value
  const chosen = async () => {
    if (acts && !(await confirmed(element, host.text))) {
      select.value = before
      return
    }
    before = select.value
    const value = select.value === '' ? null : select.value
    host.changed(blockId, actionId, value)
    if (acts && value !== null) host.acted(blockId, actionId, value, select)
  }
  return h('span', { class: 'select' }, select)
}

/** Several of several: a scrolling list of check boxes, for `checkboxes` and for the multi-selects. */
export function checkListView(slot: Slot): HTMLElement {
  const { host, blockId, actionId, element, acts } = slot
  const current = host.valueOf(blockId, actionId, element)
  const chosen = new Set(Array.isArray(current) ? (current as readonly string[]) : [])
  const several = stringAt(element, 'type') !== 'checkboxes'
  const group = h('div', { class: several ? 'checks checks-boxed' : 'checks', role: 'group', ...names(slot) })
  const change = (value: string, on: boolean) => {
    if (on) chosen.add(value)
    else chosen.delete(value)
    host.changed(blockId, actionId, [...chosen])
    if (acts) host.acted(blockId, actionId, [...chosen], group)
  }
  for (const { label, options } of checkGroups(slot)) {
    if (label !== '') group.append(h('div', { class: 'checks-title' }, label))
    for (const { value, content } of options) {
      const box = h('input', {
        type: 'checkbox',
        checked: chosen.has(value),
        'data-focus': `${blockId} ${actionId} ${value}`,
        onchange: () => change(value, box.checked),
      })
      group.append(h('label', { class: 'check' }, box, content))
    }
  }
  return group
}

export function radioView(slot: Slot): HTMLElement {
  const { host, blockId, actionId, element, acts, inputId } = slot
  const current = host.valueOf(blockId, actionId, element)
  const group = h('div', { class: 'checks', role: 'radiogroup', ...names(slot) })
  for (const option of listAt(element, 'options')) {
    const value = stringAt(option, 'value')
    const radio = h('input', {
      type: 'radio',
      name: inputId,
      checked: value === current,
      'data-focus': `${blockId} ${actionId} ${value}`,
      onchange: () => {
        host.changed(blockId, actionId, value)
        if (acts) host.acted(blockId, actionId, value, group)
      },
    })
    group.append(h('label', { class: 'check' }, radio, optionContent(option, slot)))
  }
  return group
}

function names(slot: Slot) {
  return {
    id: slot.inputId,
    'aria-labelledby': slot.labelledBy,
    'aria-describedby': slot.describedBy,
    'aria-label': slot.labelledBy === null ? slot.label : null,
    'aria-invalid': slot.host.errorOf(slot.blockId) === null ? null : 'true',
  }
}

function optionGroups(slot: Slot): readonly { label: string; options: readonly Option[] }[] {
  const { element, host } = slot
  const type = stringAt(element, 'type')
  if (type.includes('users_select')) {
    const people = host.people.filter(({ isBot }) => !isBot)
    return [
      {
        label: '',
        options: people.map(({ id, name, title }) => ({ value: id, label: `${name} · ${title}` })),
      },
    ]
  }
  if (type.includes('channels_select') || type.includes('conversations_select')) {
    const channels = host.channels.filter(({ kind }) => kind === 'channel')
    return [{ label: '', options: channels.map(({ id, name }) => ({ value: id, label: `#${name}` })) }]
  }
  const groups = listAt(element, 'option_groups')
  const source = groups.length === 0 ? [element] : groups
  return source.map((group) => ({
    label: groups.length === 0 ? '' : labelAt(group, 'label'),
    options: listAt(group, 'options').map((option) => ({
      value: stringAt(option, 'value'),
      label: labelAt(option, 'text'),
    })),
  }))
}

function checkGroups(
  slot: Slot,
): readonly { label: string; options: readonly { value: string; content: HTMLElement }[] }[] {
  if (stringAt(slot.element, 'type') === 'checkboxes') {
    const options = listAt(slot.element, 'options')
    return [
      {
        label: '',
        options: options.map((option) => ({
          value: stringAt(option, 'value'),
          content: optionContent(option, slot),
        })),
      },
    ]
  }
  return optionGroups(slot).map(({ label, options }) => ({
    label,
    options: options.map((option) => ({
      value: option.value,
      content: h('span', { class: 'check-text' }, option.label),
    })),
  }))
}

function optionContent(option: Json, slot: Slot): HTMLElement {
  const description = jsonAt(option, 'description')
  const content = h(
    'span',
    { class: 'check-text' },
    textObjectView(jsonAt(option, 'text') ?? {}, slot.host.text),
  )
  if (description)
    content.append(h('span', { class: 'check-description' }, textObjectView(description, slot.host.text)))
  return content
}

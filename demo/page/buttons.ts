import type { Slot } from './block-host.ts'
import { confirmed } from './confirm-dialog.ts'
import { h } from './element.ts'
import { icon } from './icon.ts'
import { listAt, plainTextAt, stringAt } from './json.ts'
import { openMenu } from './menu.ts'
import { labelAt } from './mrkdwn-view.ts'
import { safeUrl } from './mrkdwn.ts'

/** A button; with a `url` it is a link that also tells the app. */
export function buttonView(slot: Slot): HTMLElement {
  const { element, host, blockId, actionId } = slot
  const style = stringAt(element, 'style')
  const attributes = {
    class: style === 'primary' || style === 'danger' ? `button button-${style}` : 'button',
    'aria-label': stringAt(element, 'accessibility_label') || null,
    'data-focus': `${blockId} ${actionId}`,
  }
  const act = (source: HTMLElement) =>
    host.acted(blockId, actionId, stringAt(element, 'value') || null, source)
  const url = safeUrl(stringAt(element, 'url'))
  if (url !== null) {
    const link = h(
      'a',
      { ...attributes, href: url, target: '_blank', rel: 'noopener noreferrer', onclick: () => act(link) },
      labelAt(element, 'text'),
    )
    return link
  }
  const press = async () => {
    if (button.getAttribute('aria-busy') === 'true') return
    if (await confirmed(element, host.text)) act(button)
  }
  const button = h(
    'button',
    { ...attributes, type: 'button', onclick: () => void press() },
    labelAt(element, 'text'),
  )
  return button
}

export function overflowView(slot: Slot): HTMLElement {
  const { element, host, blockId, actionId } = slot
  const choose = async (value: string) => {
    if (await confirmed(element, host.text)) host.acted(blockId, actionId, value, button)
  }
  const items = listAt(element, 'options').map((option) => ({
    label: labelAt(option, 'text'),
    description: plainTextAt(option, 'description'),
    chosen: () => {
      const url = safeUrl(stringAt(option, 'url'))
      if (url !== null) window.open(url, '_blank', 'noopener,noreferrer')
      void choose(stringAt(option, 'value'))
    },
  }))
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button button-icon',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-focus': `${blockId} ${actionId}`,
      onclick: () => openMenu(button, items),
    },
    icon('more'),
  )
  return button
}

import { h } from './element.ts'

export interface MenuItem {
  readonly label: string
  readonly description: string
  readonly chosen: () => void
}

/** A menu under a button: arrows move, Enter chooses, Esc and Tab close and the focus returns to the button. */
export function openMenu(button: HTMLElement, items: readonly MenuItem[]): void {
  const entries = items.map((item) =>
    h(
      'button',
      { type: 'button', role: 'menuitem', class: 'menu-item', onclick: () => close(item.chosen) },
      h('span', {}, item.label),
      item.description === '' ? null : h('span', { class: 'menu-description' }, item.description),
    ),
  )
  const menu = h('div', { class: 'menu', role: 'menu' }, ...entries)
  const close = (then?: () => void) => {
    document.removeEventListener('pointerdown', outside, true)
    window.removeEventListener('scroll', shut, true)
    menu.remove()
    button.setAttribute('aria-expanded', 'false')
    button.focus()
    then?.()
  }
  const shut = () => close()
  const outside = (event: Event) => {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) close()
  }
  menu.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') close()
    else if (step !== undefined) {
      const at = entries.findIndex((entry) => entry === document.activeElement)
      entries.at((at + step) % entries.length)?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  })
  const home = button.closest('dialog') ?? document.body
  home.append(menu)
  place(menu, button)
  button.setAttribute('aria-expanded', 'true')
  entries[0]?.focus()
  document.addEventListener('pointerdown', outside, true)
  window.addEventListener('scroll', shut, true)
}

function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const left = Math.max(8, Math.min(anchor.left, window.innerWidth - size.width - 8))
  const below = anchor.bottom + 4
  const top = below + size.height > window.innerHeight - 8 ? Math.max(8, anchor.top - size.height - 4) : below
  menu.style.setProperty('left', `${left}px`)
  menu.style.setProperty('top', `${top}px`)
}

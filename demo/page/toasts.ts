import { h } from './element.ts'
import { icon } from './icon.ts'
import { linkView } from './mrkdwn-view.ts'
import { safeUrl, unescaped } from './mrkdwn.ts'

const shownMs = 9_000

/** Notes at the edge of the page, which go by themselves unless somebody points at them. */
export class Toasts {
  readonly #root: HTMLElement

  constructor(root: HTMLElement) {
    this.#root = root
  }

  show(text: string, from = ''): void {
    this.#add(h('p', {}, from === '' ? null : h('strong', {}, `${from} `), unescaped(text)))
  }

  /** An address that the app wants opened; people open it themselves. */
  link(address: string): void {
    const url = safeUrl(address)
    if (url === null) return
    this.#add(h('p', {}, 'Open ', linkView(url, [document.createTextNode(url)])))
  }

  #add(content: HTMLElement): void {
    const remove = () => toast.remove()
    const toast = h(
      'div',
      { class: 'toast' },
      content,
      h(
        'button',
        { type: 'button', class: 'button-plain', 'aria-label': 'Dismiss', onclick: remove },
        icon('close'),
      ),
    )
    let timer = window.setTimeout(remove, shownMs)
    const hold = () => window.clearTimeout(timer)
    const release = () => {
      timer = window.setTimeout(remove, shownMs / 2)
    }
    toast.addEventListener('pointerenter', hold)
    toast.addEventListener('pointerleave', release)
    toast.addEventListener('focusin', hold)
    this.#root.append(toast)
    while (this.#root.children.length > 3) this.#root.firstElementChild?.remove()
  }
}

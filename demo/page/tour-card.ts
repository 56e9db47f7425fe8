import { h } from './element.ts'
import { cardSpot, clippedBox, restSpot, type Box } from './tour-spot.ts'

interface CardButton {
  readonly label: string
  readonly press: () => void
}

export interface CardContent {
  readonly count: string
  readonly title: string
  readonly text: string
  readonly link: HTMLElement | null
  readonly isDoing: boolean
  /** Each is null where there is nothing of its kind. */
  readonly doIt: CardButton | null
  readonly skip: (() => void) | null
  readonly back: (() => void) | null
  readonly next: CardButton
}

/** The card of the tour, and the ring around what it speaks of. */
export class TourCard {
  readonly #ring = h('div', { class: 'tour-ring', 'aria-hidden': 'true' })
  readonly #words = h('div', { 'aria-live': 'polite' })
  readonly #count = h('div', { class: 'tour-count' })
  readonly #buttons = h('div', { class: 'tour-buttons' })
  readonly #card = h(
    'section',
    { class: 'tour-card', role: 'dialog', 'aria-labelledby': 'tour-title', tabindex: -1 },
    this.#count,
    this.#words,
    this.#buttons,
  )
  #drawn = ''

  /** `step` is told of the arrow keys: 1 forward, -1 back. */
  constructor(step: (by: number) => void) {
    this.#card.addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (by !== undefined) step(by)
    })
  }

  get hasFocus(): boolean {
    return this.#card.contains(document.activeElement)
  }

  show(): void {
    document.body.append(this.#ring, this.#card)
  }

  remove(): void {
    this.#ring.remove()
    this.#card.remove()
    this.#drawn = ''
  }

  focus(): void {
    this.#card.focus({ preventScroll: true })
  }

  draw(content: CardContent): void {
    const { count, title, text, link, isDoing, doIt, skip, back, next } = content
    const drawn = JSON.stringify([count, title, text, link?.textContent, isDoing, doIt?.label])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const hadFocus = this.hasFocus
    this.#count.replaceChildren(
      h('span', {}, count),
      ...(skip === null ? [] : [labelled('Skip the tour', 'link', skip)]),
    )
    this.#words.replaceChildren(
      h('h2', { id: 'tour-title' }, title),
      h('p', { class: 'tour-text' }, text),
      ...(link === null ? [] : [link]),
    )
    const isNextPrimary = doIt === null
    const doing = h(
      'button',
      { type: 'button', class: 'button', 'aria-disabled': 'true', 'aria-busy': 'true' },
      'Doing it…',
    )
    this.#buttons.replaceChildren(
      ...(back === null ? [] : [labelled('Back', 'button', back)]),
      labelled(next.label, isNextPrimary ? 'button button-primary' : 'button', next.press),
      ...(isDoing
        ? [doing]
        : doIt === null
          ? []
          : [labelled(doIt.label, 'button button-primary', doIt.press)]),
    )
    if (hadFocus && !this.#card.contains(document.activeElement)) this.focus()
  }

  /** Beside its target, which is ringed; null rests at the bottom. */
  place(target: HTMLElement | null): void {
    const view = { width: window.innerWidth, height: window.innerHeight }
    const box = target === null ? null : clippedBox(target)
    this.#ring.hidden = box === null
    if (box !== null)
      setBox(this.#ring, {
        left: box.left - 4,
        top: box.top - 4,
        width: box.width + 8,
        height: box.height + 8,
      })
    const card = this.#card.getBoundingClientRect()
    const { left, top } = box === null ? restSpot(card, view) : cardSpot(box, card, view)
    this.#card.style.setProperty('left', `${left}px`)
    this.#card.style.setProperty('top', `${top}px`)
  }
}

function labelled(label: string, looks: string, press: () => void): HTMLElement {
  return h('button', { type: 'button', class: looks, onclick: press }, label)
}

function setBox(element: HTMLElement, { left, top, width, height }: Box): void {
  for (const [name, value] of Object.entries({ left, top, width, height }))
    element.style.setProperty(name, `${value}px`)
}

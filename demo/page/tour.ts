import { h } from './element.ts'
import { tourSteps } from './tour-steps.ts'

const rememberedAs = 'budgeteer-tour-seen'
const gapPx = 12

/** A walk through the page: one card at a time beside what it speaks of, which stays usable meanwhile. */
export class Tour {
  readonly #fill: (text: string) => void
  readonly #ring = h('div', { class: 'tour-ring', 'aria-hidden': 'true' })
  readonly #card = h('section', {
    class: 'tour-card',
    role: 'dialog',
    'aria-labelledby': 'tour-title',
    tabindex: -1,
  })
  #step: number | null = null
  #before: Element | null = null

  /** `fill` puts a text into the channel's composer. */
  constructor(fill: (text: string) => void) {
    this.#fill = fill
    this.#card.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step !== undefined) this.#go((this.#step ?? 0) + step)
    })
    new ResizeObserver(() => this.#place()).observe(document.body)
    window.addEventListener('scroll', () => this.#place(), true)
  }

  get running(): boolean {
    return this.#step !== null
  }

  startUnlessSeen(): void {
    if (!seen()) this.start()
  }

  start(): void {
    this.#before = document.activeElement
    document.body.append(this.#ring, this.#card)
    this.#go(0)
  }

  end(): void {
    if (this.#step === null) return
    this.#step = null
    this.#ring.remove()
    this.#card.remove()
    remember()
    if (this.#before instanceof HTMLElement) this.#before.focus()
  }

  /** Finds its target again after the page was redrawn. */
  update(): void {
    this.#place()
  }

  #go(index: number): void {
    const step = tourSteps[index]
    if (index < 0) return
    if (!step) {
      this.end()
      return
    }
    this.#step = index
    const { fill } = step
    const last = index === tourSteps.length - 1
    const tryIt = () => {
      if (fill !== null) this.#fill(fill)
    }
    this.#card.replaceChildren(
      h(
        'div',
        { class: 'tour-count' },
        h('span', {}, `${index + 1} of ${tourSteps.length}`),
        last
          ? null
          : h('button', { type: 'button', class: 'link', onclick: () => this.end() }, 'Skip the tour'),
      ),
      h('h2', { id: 'tour-title' }, step.title),
      h('p', { class: 'tour-text' }, step.text),
      h(
        'div',
        { class: 'tour-buttons' },
        fill === null
          ? null
          : h('button', { type: 'button', class: 'button', onclick: tryIt }, 'Type it for me'),
        index === 0
          ? null
          : h('button', { type: 'button', class: 'button', onclick: () => this.#go(index - 1) }, 'Back'),
        h(
          'button',
          { type: 'button', class: 'button button-primary', onclick: () => this.#go(index + 1) },
          last ? 'Done' : 'Next',
        ),
      ),
    )
    this.#place()
    this.#card.focus({ preventScroll: true })
  }

  #place(): void {
    const step = this.#step === null ? undefined : tourSteps[this.#step]
    if (!step) return
    const target = visibleTarget(step.target)
    this.#ring.hidden = target === null
    if (target === null) return
    const box = target.getBoundingClientRect()
    setBox(this.#ring, { left: box.left - 4, top: box.top - 4, width: box.width + 8, height: box.height + 8 })
    const card = this.#card.getBoundingClientRect()
    const spot = cardSpot(box, card, { width: window.innerWidth, height: window.innerHeight })
    this.#card.style.setProperty('left', `${spot.left}px`)
    this.#card.style.setProperty('top', `${spot.top}px`)
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

interface Box extends Size {
  readonly left: number
  readonly top: number
}

/** Where a card stands beside a target without leaving the window: right, left, above, below, the first with room. */
export function cardSpot(target: Box, card: Size, view: Size): { left: number; top: number } {
  const within = (wanted: number, size: number, limit: number) =>
    Math.max(gapPx, Math.min(wanted, limit - size - gapPx))
  const besideTop = within(target.top, card.height, view.height)
  const right = target.left + target.width + gapPx
  if (right + card.width + gapPx <= view.width) return { left: right, top: besideTop }
  const left = target.left - card.width - gapPx
  if (left >= gapPx) return { left, top: besideTop }
  const alignedLeft = within(target.left, card.width, view.width)
  const above = target.top - card.height - gapPx
  if (above >= gapPx) return { left: alignedLeft, top: above }
  return { left: alignedLeft, top: within(target.top + target.height + gapPx, card.height, view.height) }
}

function setBox(element: HTMLElement, box: Box): void {
  for (const [name, value] of Object.entries(box)) element.style.setProperty(name, `${value}px`)
}

/** The one of the targets that is on the screen; on a phone that is the button that opens the drawer. */
function visibleTarget(name: string): HTMLElement | null {
  const targets = [...document.querySelectorAll<HTMLElement>(`[data-tour="${name}"]`)]
  return targets.find((target) => target.closest('[inert]') === null && onScreen(target)) ?? null
}

function onScreen(target: HTMLElement): boolean {
  const { right, left, width } = target.getBoundingClientRect()
  return width > 0 && right > 0 && left < window.innerWidth
}

function seen(): boolean {
  try {
    return localStorage.getItem(rememberedAs) === 'yes'
  } catch {
    return false
  }
}

/** A browser without storage shows the tour again. */
function remember(): void {
  try {
    localStorage.setItem(rememberedAs, 'yes')
  } catch {
    return
  }
}

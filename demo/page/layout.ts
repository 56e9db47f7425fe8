import { byId } from './element.ts'

/** A little longer than the drawers' transition in layout.css. */
const restMs = 220

export type Drawer = 'sidebar' | 'panel'

/** Which sides have room to stand beside the messages, by the window's width in pixels. */
export function inlineSides(width: number, threadOpen: boolean): Readonly<Record<Drawer, boolean>> {
  return { sidebar: width >= 800, panel: width >= (threadOpen ? 1400 : 1180) }
}

/** Sides without room become drawers: one at a time over the page, which rests meanwhile. */
export class Layout {
  #open: Drawer | null = null
  #opener: Element | null = null
  #threadOpen = false
  readonly #changed: () => void

  /** `changed` is called when a drawer has come to rest. */
  constructor(changed: () => void) {
    this.#changed = changed
    window.addEventListener('resize', () => this.#apply())
    byId('scrim').addEventListener('click', () => this.close())
    this.#apply()
  }

  get open(): Drawer | null {
    return this.#open
  }

  setThread(open: boolean): void {
    this.#threadOpen = open
    this.#apply()
  }

  toggle(drawer: Drawer): void {
    if (this.#open === drawer) {
      this.close()
      return
    }
    this.#opener = document.activeElement
    this.#open = drawer
    this.#apply()
    byId(drawer).querySelector<HTMLElement>('button, input:checked, input')?.focus()
  }

  close(): void {
    if (this.#open === null) return
    this.#open = null
    this.#apply()
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus()
  }

  #apply(): void {
    const inline = inlineSides(window.innerWidth, this.#threadOpen)
    if (this.#open !== null && inline[this.#open]) this.#open = null
    for (const side of ['sidebar', 'panel'] as const) {
      const place = inline[side] ? 'inline' : this.#open === side ? 'open' : 'away'
      document.body.dataset[side] = place
      byId(side).inert = place === 'away'
    }
    const threadCovers = this.#threadOpen && !inline.sidebar
    byId('main').inert = this.#open !== null || threadCovers
    byId('thread').inert = this.#open !== null
    byId('scrim').hidden = this.#open === null
    window.setTimeout(this.#changed, restMs)
  }
}

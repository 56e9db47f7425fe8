import type { Message, OpenView } from './state.ts'

/** What the app showed to the person in answer. */
export type Shown =
  { readonly kind: 'message'; readonly message: Message } | { readonly kind: 'view'; readonly view: OpenView }

/** One thing that a person did; everything that the app shows through its trigger or response URL is its answer. */
export class Interaction {
  readonly person: string
  readonly channel: string | null
  /** The message whose button was pressed. */
  readonly source: Message | null
  /** When it happened, on the workspace's clock. */
  readonly at: number
  readonly #shown: Shown[] = []
  readonly #waiting = new Set<(shown: Shown) => void>()

  constructor(about: { person: string; channel: string | null; source: Message | null; at: number }) {
    this.person = about.person
    this.channel = about.channel
    this.source = about.source
    this.at = about.at
  }

  show(shown: Shown): void {
    this.#shown.push(shown)
    for (const resolve of this.#waiting) resolve(shown)
    this.#waiting.clear()
  }

  /** The first thing shown, undefined when there is none within `timeoutMs` of real time. */
  async firstShown(timeoutMs: number): Promise<Shown | undefined> {
    const [first] = this.#shown
    if (first !== undefined) return first
    return await new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(take)
        resolve(undefined)
      }, timeoutMs)
      const take = (shown: Shown): void => {
        clearTimeout(timer)
        resolve(shown)
      }
      this.#waiting.add(take)
    })
  }
}

/** Tells that something of what people look at may have changed, and nothing of what. */
export class ChangeFeed {
  #version = 0
  readonly #listeners = new Set<() => void>()

  /** Goes up with every change: what was made at a version is as good as new at the same one. */
  get version(): number {
    return this.#version
  }

  changed(): void {
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }

  /** Calls at every change from now on, until the function that is returned is called. The listener must not throw. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

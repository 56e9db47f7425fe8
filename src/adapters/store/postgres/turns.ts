import { StoreBusyError } from '../store-error.ts'

/** Lets one in at a time, in the order in which they came. */
export class Turns {
  readonly #limitMs: number
  readonly #waiting: (() => void)[] = []
  #held = false
  #endedWellAt = 0

  /** @param limitMs how long nobody's turn may have ended well until those who wait give up */
  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /** @throws StoreBusyError when the line stood still for too long */
  async enter(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return
    }
    const cameAt = performance.now()
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const leftMs = Math.max(cameAt, this.#endedWellAt) + this.#limitMs - performance.now()
        if (leftMs > 0) {
          timer = setTimeout(look, leftMs)
          return
        }
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(new StoreBusyError(this.#limitMs))
      }
      const enter = (): void => {
        clearTimeout(timer)
        resolve()
      }
      let timer = setTimeout(look, this.#limitMs)
      this.#waiting.push(enter)
    })
  }

  leave(endedWell: boolean): void {
    if (endedWell) this.#endedWellAt = performance.now()
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}

/** Faults of a call, to test how the app handles them. */
export interface Fault {
  /** Only a call with these words among its arguments meets it. */
  readonly about?: string
  /** Answered with this HTTP status and no JSON; 429 with `retryAfterSeconds`, which null leaves out. */
  readonly status?: number
  readonly retryAfterSeconds?: number | null
  /** Answered with HTTP 200 and exactly this text, whatever it is. */
  readonly body?: string
  /** Answered with HTTP 200 and this error code. */
  readonly error?: string
  /** Real milliseconds before the answer; alone, the call succeeds late. */
  readonly delayMs?: number
  /** Real milliseconds after which the call takes effect, whatever was answered: with `dropConnection`, long after the app gave up. */
  readonly takesEffectAfterMs?: number
  /** The connection breaks before the call takes effect, or after it: done, but the app never learns. */
  readonly dropConnection?: 'before' | 'after'
}

/** The faults that wait for their calls, oldest first. */
export class Faults {
  readonly #waiting: { readonly method: string; readonly fault: Fault; times: number }[] = []

  /** Method `*` stands for every method. */
  failNext(method: string, fault: Fault, times = 1): void {
    this.#waiting.push({ method, fault, times })
  }

  /** The fault that this call meets; each serves as often as it was asked for. */
  next(method: string, fields: unknown): Fault | undefined {
    const said = JSON.stringify(fields)
    const found = this.#waiting.find(
      ({ times, method: failing, fault: { about } }) =>
        times > 0 && (failing === method || failing === '*') && (about === undefined || said.includes(about)),
    )
    if (found !== undefined) found.times -= 1
    return found?.fault
  }

  /** How many calls of this method are still to fail. */
  left(method: string): number {
    return this.#waiting.reduce((sum, entry) => sum + (entry.method === method ? entry.times : 0), 0)
  }

  clear(): void {
    this.#waiting.length = 0
  }
}

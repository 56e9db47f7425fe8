import { awayPauseMs } from './retry.ts'

interface Absence {
  readonly failures: number
  readonly until: number
  readonly isProbed: boolean
  /** The queue that failed last: it may be its message that fails, so another one is tried before it. */
  readonly failed: string
}

/**
 * Receivers that cannot be reached. All that waits for one of them waits together: one message at a time probes, so that an
 * absence costs the same however much is owed.
 */
export class Away {
  readonly #absences = new Map<string, Absence>()

  /** When something may be sent to a receiver: 0 for now, null for when the probe under way has ended. */
  until(receiver: string, now: number): number | null {
    const absence = this.#absences.get(receiver)
    if (absence === undefined) return 0
    if (absence.isProbed) return null
    return absence.until <= now ? 0 : absence.until
  }

  /** Something is sent. To a receiver that was away it is the probe. */
  begins(receiver: string): void {
    const absence = this.#absences.get(receiver)
    if (absence !== undefined) this.#absences.set(receiver, { ...absence, isProbed: true })
  }

  /** Whether other queues of the receiver are to be tried before this one. */
  isLast(receiver: string, queue: string): boolean {
    return this.#absences.get(receiver)?.failed === queue
  }

  /** What was sent did not reach it. Several that were under way together count once. */
  isAway(receiver: string, queue: string, now: number): void {
    const { failures = 0, until = 0, isProbed = false } = this.#absences.get(receiver) ?? {}
    // Not of a probe, during which the clock may have been set back.
    if (until > now && !isProbed) return
    this.#absences.set(receiver, {
      failures: failures + 1,
      until: now + awayPauseMs(failures + 1),
      isProbed: false,
      failed: queue,
    })
  }

  /** Until when receivers are left alone was said by a clock that has been set back. */
  clockSetBack(): void {
    for (const [receiver, absence] of this.#absences) this.#absences.set(receiver, { ...absence, until: 0 })
  }

  /** It has answered, whatever it said. */
  isThere(receiver: string): void {
    this.#absences.delete(receiver)
  }

  /** Nothing became known of it. */
  isUnknown(receiver: string): void {
    const absence = this.#absences.get(receiver)
    if (absence !== undefined) this.#absences.set(receiver, { ...absence, isProbed: false })
  }
}

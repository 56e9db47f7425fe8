import type { Clock } from '../core/kernel/time/clock.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'

/** Something that is done again and again. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  /** When it is aborted if it is not done. */
  readonly timeoutMs: number
  run(signal: AbortSignal): Promise<void>
}

export interface ChoreOutcome {
  readonly name: string
  readonly tookMs: number
  /** Undefined when it went well. */
  readonly error?: unknown
}

/** What is aborted has this long to end. */
const ABORTED_MS = SECOND_MS

/** Whether it is time: never done, or a full period since it was last begun. A clock set back counts as time. */
export function isDue(lastAt: number | undefined, everyMs: number, now: number): boolean {
  return lastAt === undefined || now - lastAt >= everyMs || now < lastAt
}

/** Runs chores when they are due, each never beside itself. `beat` is cheap and may be called at any time. */
export class Chores {
  readonly #chores: readonly Chore[]
  readonly #clock: Clock
  readonly #onOutcome: (outcome: ChoreOutcome) => void
  readonly #lastAt = new Map<string, number>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  #isStopped = false

  constructor(chores: readonly Chore[], clock: Clock, onOutcome: (outcome: ChoreOutcome) => void) {
    this.#chores = chores
    this.#clock = clock
    this.#onOutcome = onOutcome
  }

  beat(): void {
    void this.runDue()
  }

  /** Runs what is due, and resolves when it is done. */
  async runDue(): Promise<void> {
    if (this.#isStopped) return
    const now = this.#clock.now()
    const due = this.#chores.filter(({ name, everyMs }) => isDue(this.#lastAt.get(name), everyMs, now))
    await Promise.all(due.map(({ name }) => this.runNow(name)))
  }

  /** Runs a chore at once, or joins the run that is under way. Its failure goes to `onOutcome`, never to the caller. */
  async runNow(name: string): Promise<void> {
    const chore = this.#chores.find((one) => one.name === name)
    if (chore === undefined) throw new Error(`there is no chore ${name}`)
    if (this.#isStopped) return
    await (this.#running.get(name) ?? this.#begin(chore))
  }

  /**
   * Begins nothing new and waits for what is under way; aborts it when `graceMs` have passed, and a second later waits no
   * longer. Answers with the names of what is under way all the same.
   */
  async stop(graceMs: number): Promise<readonly string[]> {
    this.#isStopped = true
    const patience = new AbortController()
    await Promise.race([Promise.all(this.#running.values()), this.#outOfPatience(graceMs, patience.signal)])
    patience.abort()
    return [...this.#running.keys()]
  }

  async #outOfPatience(graceMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(graceMs, signal)
      this.#stopping.abort(new Error('the bot is stopping'))
      await this.#clock.sleep(ABORTED_MS, signal)
    } catch {
      // Everything has ended.
    }
  }

  #begin(chore: Chore): Promise<void> {
    const running = this.#run(chore).finally(() => this.#running.delete(chore.name))
    this.#running.set(chore.name, running)
    return running
  }

  async #run(chore: Chore): Promise<void> {
    const startedAt = this.#clock.now()
    this.#lastAt.set(chore.name, startedAt)
    const tookMs = (): number => Math.max(0, this.#clock.now() - startedAt)
    const limit = new AbortController()
    const done = new AbortController()
    void this.#clock.sleep(chore.timeoutMs, done.signal).then(
      () => limit.abort(new Error(`${chore.name} took longer than ${chore.timeoutMs} ms`)),
      () => undefined,
    )
    try {
      await chore.run(AbortSignal.any([limit.signal, this.#stopping.signal]))
      this.#onOutcome({ name: chore.name, tookMs: tookMs() })
    } catch (error) {
      this.#onOutcome({ name: chore.name, tookMs: tookMs(), error })
    } finally {
      done.abort()
    }
  }
}

import type { DeliveryLoop } from '../core/kernel/outbox/deliver.ts'
import type { Office } from '../core/replicas/lease-keeper.ts'
import type { Chores } from './chores.ts'

/** What is done once among all replicas, under one term of the lease. */
export interface Term {
  readonly chores: Chores
  readonly sender: DeliveryLoop
}

/** What this replica does while it holds the lease: built when it is taken, and left behind when it is lost. */
export class Duties implements Office {
  readonly #begin: (term: string) => Term
  readonly #onChange: (isHeld: boolean) => void
  #term: (Term & { maySend: boolean }) | undefined
  /** Sends of an earlier term that are under way: what they send must not be sent beside them. */
  #sending: Promise<unknown> = Promise.resolve()
  /** Nothing is done before the first beat. */
  #hasBeaten = false

  /** `begin` builds everything so that it fails once the term is over. Neither may throw. */
  constructor(begin: (term: string) => Term, onChange: (isHeld: boolean) => void) {
    this.#begin = begin
    this.#onChange = onChange
  }

  taken(term: string): void {
    this.#term = { ...this.#begin(term), maySend: false }
    this.#onChange(true)
    const begun = this.#term
    // Others did this until now: it is late already, and the next beat may be a second away.
    if (this.#hasBeaten) begun.chores.beat()
    void this.#sending.then(() => {
      if (this.#term !== begun) return
      begun.maySend = true
      begun.sender.wake()
    })
  }

  lost(): void {
    const over = this.#term
    if (over === undefined) return
    this.#term = undefined
    this.#onChange(false)
    void over.chores.stop(0)
    void over.sender.stop()
    this.#sending = Promise.all([this.#sending, over.sender.ended()])
  }

  /** Something may be owed. */
  wake(): void {
    if (this.#term?.maySend === true) this.#term.sender.wake()
  }

  /** Called at each beat. */
  async runDue(): Promise<void> {
    this.#hasBeaten = true
    await this.#term?.chores.runDue()
  }

  /** Nothing where they are another replica's. */
  async runNow(name: string): Promise<void> {
    await this.#term?.chores.runNow(name)
  }

  /** Answers with the names of chores that did not end in time. */
  async endChores(graceMs: number): Promise<readonly string[]> {
    return (await this.#term?.chores.stop(graceMs)) ?? []
  }

  /** Sends what is owed; answers how much is left. Nothing where that is another replica's. */
  async flush(timeoutMs: number): Promise<number> {
    await this.#sending
    return (await this.#term?.sender.flush(timeoutMs)) ?? 0
  }

  async stopSending(): Promise<void> {
    await this.#term?.sender.stop()
  }
}

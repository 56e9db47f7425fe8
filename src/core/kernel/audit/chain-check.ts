import type { Clock } from '../time/clock.ts'
import { MINUTE_MS } from '../time/duration.ts'
import type { AuditPages } from './audit-pages.ts'
import type { AuditChain, StoredEntry } from './stored-entry.ts'
import { type AuditKeys, NO_AUDIT_KEYS } from './audit-key.ts'
import type { Verification } from './verify-chain.ts'
import { verifyRecord } from './verify-record.ts'

/** How far the verification of the whole chain has come. Times are epoch milliseconds. */
export type ChainState =
  | { readonly kind: 'never' }
  | { readonly kind: 'running'; readonly checked: number; readonly of: number }
  | { readonly kind: 'done'; readonly at: number; readonly result: Verification }
  /** The log could not be read. */
  | { readonly kind: 'failed'; readonly at: number }

interface CheckedWorld {
  readonly store: {
    readonly auditChain: Pick<AuditChain, 'rows' | 'newest'>
    readonly auditPages: Pick<AuditPages, 'count'>
  }
  readonly clock: Pick<Clock, 'now'>
  /** Left out: keyed hashes are not compared. */
  readonly auditKeys?: AuditKeys
  /** Resolves when the event loop has taken in what is waiting on its sockets. */
  readonly nextTurn: () => Promise<unknown>
}

/** A result stands for so long: whoever asks sooner gets it as it is. */
const STANDS_MS = MINUTE_MS
/** Others get their turn after so many entries. */
const A_TURN = 500

/** Verifies the chain when somebody asks: once for all who ask at one time, and never so that others wait. */
export class ChainCheck {
  readonly #world: CheckedWorld
  #state: ChainState = { kind: 'never' }
  #running: Promise<void> | null = null

  constructor(world: CheckedWorld) {
    this.#world = world
  }

  get state(): ChainState {
    return this.#state
  }

  /** Begins unless it is under way or was done within a minute. Resolves when it has ended; never rejects. */
  async run(): Promise<void> {
    const now = this.#world.clock.now()
    const isRecent =
      'at' in this.#state && this.#state.kind === 'done' && Math.abs(now - this.#state.at) < STANDS_MS
    if (this.#running === null && isRecent) return
    this.#running ??= this.#verify().finally(() => {
      this.#running = null
    })
    await this.#running
  }

  async #verify(): Promise<void> {
    const { store, clock } = this.#world
    try {
      const of = await store.auditPages.count()
      this.#state = { kind: 'running', checked: 0, of }
      const against = { keys: this.#world.auditKeys ?? NO_AUDIT_KEYS }
      const result = await verifyRecord(store.auditChain, against, (rows) => this.#counted(rows, of))
      this.#state = { kind: 'done', at: clock.now(), result }
    } catch {
      this.#state = { kind: 'failed', at: clock.now() }
    }
  }

  async *#counted(entries: AsyncIterable<StoredEntry>, of: number): AsyncIterable<StoredEntry> {
    let checked = 0
    for await (const entry of entries) {
      yield entry
      checked += 1
      if (checked % A_TURN !== 0) continue
      this.#state = { kind: 'running', checked, of: Math.max(of, checked) }
      await this.#world.nextTurn()
    }
  }
}

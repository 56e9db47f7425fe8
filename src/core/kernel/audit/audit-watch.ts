import type { Clock } from '../time/clock.ts'
import { isoTime } from '../time/iso-time.ts'
import { MINUTE_MS } from '../time/duration.ts'
import { channel, type Outbox } from '../outbox/owed-message.ts'
import type { Transactor } from '../transaction.ts'
import type { AuditHead, AuditLog } from './audit-entry.ts'
import type { AuditKeys } from './audit-key.ts'
import { keyInUse } from './begin-key.ts'
import { FIRST_HASH } from './chain.ts'
import { ChainWalk } from './chain-walk.ts'
import { KeyWalk } from './key-walk.ts'
import type { AuditBroken } from './messages.ts'
import { sealIn } from './seal.ts'
import type { AuditChain, StoredEntry } from './stored-entry.ts'

interface WatchStores {
  readonly audit: Pick<AuditLog, 'append'>
  readonly auditChain: AuditChain
  readonly outbox: Pick<Outbox, 'post'>
}

export interface WatchWorld {
  readonly store: Transactor<WatchStores> & Pick<WatchStores, 'auditChain'>
  readonly keys: AuditKeys
  readonly clock: Pick<Clock, 'now'>
  /** Resolves when the event loop has taken in what is waiting on its sockets. */
  readonly nextTurn: () => Promise<unknown>
  /** Called once for each thing that is found. */
  readonly onBroken: (problem: string) => void
}

export type WatchState =
  { readonly kind: 'intact' } | { readonly kind: 'broken'; readonly at: number; readonly problem: string }

/** Others get their turn after so many entries. */
const A_TURN = 200
/** One look goes no further than this along what was appended. */
const MOST_APPENDED = 20_000
/** One look goes so far along the whole log: at four a minute, 11 million entries a day. */
const A_STRETCH = 2_000
/** Further replicas find the same at about the same time: one of them says it. */
const SAID_WITHIN_MS = 10 * MINUTE_MS

/**
 * Watches the log while the bot runs. It remembers the last entry that it saw, so that a log that was cut or written anew under it
 * shows, verifies what was appended since, and goes along the whole log in short stretches, again and again.
 */
export class AuditWatch {
  readonly #world: WatchWorld
  readonly #told = new Set<string>()
  #state: WatchState = { kind: 'intact' }
  #newest: ChainWalk | null = null
  #whole: ChainWalk | null = null

  constructor(world: WatchWorld) {
    this.#world = world
  }

  get state(): WatchState {
    return this.#state
  }

  /** Call it every 15 seconds or so. Rejects where the log cannot be read. */
  async look(): Promise<void> {
    const { auditChain } = this.#world.store
    if (this.#newest === null) {
      this.#newest = await this.#beginAtHead(auditChain)
      if (this.#newest === null) return
    }
    const lost = await this.#lost(auditChain, this.#newest.last)
    if (lost !== null) {
      const remembered = this.#newest.last
      this.#newest = null
      this.#whole = null
      await this.#found(lost, remembered)
      // What stands there now is watched from now on.
      this.#newest = await this.#beginAtHead(auditChain)
      return
    }
    await this.#walk(this.#newest, MOST_APPENDED)
    await this.#stretch()
  }

  async #beginAtHead(chain: AuditChain): Promise<ChainWalk | null> {
    const head = await chain.head()
    if (head === null) return null
    return new ChainWalk(head, new KeyWalk(this.#world.keys, await keyInUse(chain)))
  }

  /** Whether the entry that was the last one is still what it was. */
  async #lost(chain: AuditChain, known: AuditHead): Promise<string | null> {
    const entry = await chain.at(known.seq)
    if (entry?.hash === known.hash) return null
    if (entry !== null) return `entry ${known.seq} is not the one that this bot saw: the log was written anew`
    const head = await chain.head()
    if (head === null) return `the log is empty, and this bot saw entry ${known.seq}: it was emptied`
    return head.seq < known.seq
      ? `the log ends at entry ${head.seq}, and this bot saw entry ${known.seq}: its end was cut off`
      : `entry ${known.seq} is missing, and this bot saw it`
  }

  /** Goes on with the walk for so many entries. Answers whether it came to the end, or to something broken. */
  async #walk(walk: ChainWalk, most: number): Promise<'ended' | 'broken' | 'goes-on'> {
    let count = 0
    for await (const entry of this.#world.store.auditChain.rows(walk.last.seq + 1)) {
      const problem = walk.problem(entry)
      if (problem !== null) {
        await this.#found(problem, null)
        return 'broken'
      }
      count += 1
      if (count >= most) return 'goes-on'
      if (count % A_TURN === 0) await this.#world.nextTurn()
    }
    return 'ended'
  }

  async #stretch(): Promise<void> {
    const { auditChain } = this.#world.store
    const sealed = await auditChain.newest('audit_sealed')
    const seal = sealed === null ? null : sealIn(sealed)
    const begin = seal?.last ?? { seq: 0, hash: FIRST_HASH }
    // What was removed meanwhile is behind the seal.
    if (this.#whole === null || this.#whole.last.seq < begin.seq)
      this.#whole = new ChainWalk(begin, new KeyWalk(this.#world.keys, seal?.key ?? null))
    if ((await this.#walk(this.#whole, A_STRETCH)) !== 'goes-on') this.#whole = null
  }

  async #found(problem: string, remembered: AuditHead | null): Promise<void> {
    const { store, clock, onBroken } = this.#world
    const at = clock.now()
    this.#state = { kind: 'broken', at, problem }
    if (this.#told.has(problem)) return
    this.#told.add(problem)
    onBroken(problem)
    await store.transaction(async ({ audit, auditChain, outbox }) => {
      if (isRecent(await auditChain.newest('audit_broken'), at)) return
      const [head] = await audit.append([
        {
          at,
          kind: 'audit_broken',
          actor: 'budgeteer',
          service: '*',
          data: {
            problem,
            ...(remembered !== null && { saw: { hash: remembered.hash, seq: remembered.seq } }),
          },
        },
      ])
      const entry = head?.seq ?? 0
      const content: AuditBroken = { kind: 'audit-broken', at: isoTime(at), problem, entry }
      const to = channel('announcements')
      await outbox.post({ subject: `audit-broken/${entry}/${at}`, to, content, at, urgency: 'page' })
    })
  }
}

const isRecent = (said: StoredEntry | null, at: number): boolean =>
  said !== null && Math.abs(at - said.at) < SAID_WITHIN_MS

import type { Clock, Ids } from '../kernel/time/clock.ts'
import { DUTIES, type Lease, type LeasedStore, type Replica } from './lease.ts'

/** Renewals in the length of a lease. */
const RENEWALS = 3
/** The part of its length after which a holder that could not renew it stops by itself. */
const TRUSTED = 2 / 3

export interface LeaseWorld {
  readonly store: LeasedStore
  readonly replica: Replica
  /** How long others leave a lease alone that is not renewed. */
  readonly lengthMs: number
  /** Whose steps nobody makes: all waits are measured on it, and it is compared with no other machine's. */
  readonly monotonic: Clock
  /** Of `since`. */
  readonly clock: Clock
  readonly ids: Ids
  /** Whether a holder is known to be dead, so that nobody need wait for it. */
  readonly isGone?: (lease: Lease) => boolean
  /** The store could not be asked; it is asked again. */
  readonly onTrouble?: (error: unknown) => void
}

/** What a replica does while it holds the lease. Neither may throw. */
export interface Office {
  /** Everything that is done under this term fails once it is over. */
  taken(term: string): void
  /** The term is over, or may be: begin nothing more. */
  lost(): void
}

interface Held {
  readonly term: string
  /** When the last good renewal was begun. */
  readonly renewedAt: number
}

interface Watched {
  readonly term: string
  readonly beats: number
  /** When it was first seen so. */
  readonly since: number
}

/**
 * Takes the lease when it is free or its holder has fallen silent, renews it, and gives it up. A silent holder is one whose
 * lease was not renewed for its length, counted from when this replica saw the last renewal.
 */
export class LeaseKeeper {
  readonly #world: LeaseWorld
  readonly #offices: Office[] = []
  #held: Held | undefined
  /** The last term here: nobody has touched the lease while it still bears it. */
  #before: string | undefined
  #watched: Watched | undefined
  #holder: Lease | undefined
  #running: Promise<void> | undefined
  #pause = new AbortController()
  #expiry = new AbortController()
  #stopped = false

  constructor(world: LeaseWorld) {
    this.#world = world
  }

  /** Of the lease that is held with certainty; undefined where it is not. */
  get term(): string | undefined {
    const held = this.#held
    return held !== undefined && this.#isFresh(held) ? held.term : undefined
  }

  /** Who held it when it was last looked at: the others' answer to "who does it?". */
  get holder(): Lease | undefined {
    return this.#holder
  }

  /** Tells of each term from now on, and of the one under way. */
  serve(office: Office): void {
    this.#offices.push(office)
    const { term } = this
    if (term !== undefined) office.taken(term)
  }

  /** Looks at once and from now on; resolves after the first look. */
  async start(): Promise<void> {
    await this.#step()
    this.#running ??= this.#run()
  }

  /** Resolves with whether the lease was taken within `ms`. */
  async takenWithin(ms: number): Promise<boolean> {
    const { monotonic } = this.#world
    const until = monotonic.now() + ms
    while (this.term === undefined && monotonic.now() < until) {
      await monotonic.sleep(Math.min(this.#beatMs, Math.max(1, until - monotonic.now())))
      await this.#step()
    }
    return this.term !== undefined
  }

  /** Somebody has let go: looks without waiting for the next turn. */
  look(): void {
    this.#pause.abort()
  }

  /** Looks no more, and frees the lease for whoever waits. What is owed should have been sent before. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#pause.abort()
    await this.#running
    const held = this.#held
    this.#lose()
    if (held !== undefined) await this.#world.store.leases.release(DUTIES, held.term)
  }

  get #beatMs(): number {
    return this.#world.lengthMs / RENEWALS
  }

  #isFresh({ renewedAt }: Held): boolean {
    return this.#world.monotonic.now() - renewedAt < this.#world.lengthMs * TRUSTED
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      this.#pause = new AbortController()
      await this.#world.monotonic.sleep(this.#beatMs, this.#pause.signal).catch(() => undefined)
      if (!this.#isStopped()) await this.#step()
    }
  }

  // Changes while others are awaited, which the compiler's narrowing does not see.
  #isStopped = (): boolean => this.#stopped

  async #step(): Promise<void> {
    try {
      if (this.#held !== undefined) await this.#renew(this.#held)
      if (this.#held === undefined) await this.#watch()
    } catch (error) {
      this.#world.onTrouble?.(error)
    }
  }

  async #renew({ term }: Held): Promise<void> {
    const begunAt = this.#world.monotonic.now()
    const isOurs = await this.#world.store.leases.renew(DUTIES, term)
    // While it was asked, the lease may have run out by the clock: a late yes is for the next term.
    if (this.#held === undefined) return
    if (isOurs && this.#isFresh(this.#held)) this.#hold({ term, renewedAt: begunAt })
    else this.#lose()
  }

  async #watch(): Promise<void> {
    const { store, monotonic, lengthMs, isGone } = this.#world
    const seen = await store.leases.current(DUTIES)
    const now = monotonic.now()
    this.#holder = seen
    if (seen === undefined || seen.term === this.#before || isGone?.(seen) === true) {
      await this.#take(seen)
      return
    }
    const { term, beats } = seen
    if (this.#watched?.term !== term || this.#watched.beats !== beats)
      this.#watched = { term, beats, since: now }
    else if (now - this.#watched.since >= lengthMs) await this.#take(seen)
  }

  async #take(seen: Lease | undefined): Promise<void> {
    const { store, replica, monotonic, clock, ids } = this.#world
    const renewedAt = monotonic.now()
    const term = ids.next('term')
    const lease: Lease = { ...replica, name: DUTIES, term, since: clock.now(), beats: 0 }
    // In a transaction, so that whatever is being committed under the term before is over first.
    const isTaken = await store.transaction(({ leases }) => leases.take(lease, seen))
    if (!isTaken) return
    this.#before = term
    this.#watched = undefined
    this.#holder = lease
    const held = { term, renewedAt }
    // One that took so long is taken again at the next look.
    if (!this.#isFresh(held)) return
    this.#hold(held)
    for (const office of this.#offices) office.taken(term)
  }

  #hold(held: Held): void {
    const { monotonic, lengthMs } = this.#world
    this.#held = held
    this.#expiry.abort()
    const expiry = new AbortController()
    this.#expiry = expiry
    const left = held.renewedAt + lengthMs * TRUSTED - monotonic.now()
    monotonic.sleep(Math.max(0, left), expiry.signal).then(
      () => this.#lose(),
      () => undefined,
    )
  }

  #lose(): void {
    if (this.#held === undefined) return
    this.#held = undefined
    this.#expiry.abort()
    for (const office of this.#offices) office.lost()
  }
}

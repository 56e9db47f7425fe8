import type { Transactor } from '../kernel/transaction.ts'

/** A process that may hold a lease, as people and its neighbours know it. */
export interface Replica {
  readonly host: string
  readonly pid: number
  /** The running kernel: processes under the same one share its file locks. */
  readonly kernel: string
}

/** The right to do what is done once among all replicas, for as long as it is renewed. */
export interface Lease extends Replica {
  readonly name: string
  /** Names one holding: whoever loses the lease and takes it again has another term. */
  readonly term: string
  /** By the holder's clock: for people, and compared with nothing. */
  readonly since: number
  /** Grows with each renewal. */
  readonly beats: number
}

/** A lease as it was seen, for taking it only where nobody has touched it since. */
export type SeenLease = Pick<Lease, 'term' | 'beats'>

/** Port: where leases are kept. */
export interface LeaseStore {
  /** Undefined while nobody holds it. */
  current(name: string): Promise<Lease | undefined>
  /** Takes a free lease, or the one that is still as it was `seen`. False when somebody was faster. */
  take(lease: Lease, seen: SeenLease | undefined): Promise<boolean>
  /** False when the term is over: somebody else has taken it. */
  renew(name: string, term: string): Promise<boolean>
  /** Frees it, where the term is not over yet. */
  release(name: string, term: string): Promise<void>
}

/** Stores whose transactions can see who holds a lease. */
export type LeasedStore = { readonly leases: LeaseStore } & Transactor<{ readonly leases: LeaseStore }>

/** Polls, sends, reminds, reports and thins: all that is done once. */
export const DUTIES = 'duties'

/** What was begun under a lease is not committed, because the lease is somebody else's by now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'

  constructor(name: string) {
    super(`the lease of ${name} is no longer this replica's: nothing was written`)
  }
}

/** @throws LeaseLostError unless the term goes on; to be called in the transaction that depends on it */
export async function assertTerm(
  leases: Pick<LeaseStore, 'current'>,
  { name, term }: Pick<Lease, 'name' | 'term'>,
): Promise<void> {
  const now = await leases.current(name)
  if (now?.term !== term) throw new LeaseLostError(name)
}

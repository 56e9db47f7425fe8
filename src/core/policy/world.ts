import type { Transactor } from '../kernel/transaction.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'
import type { People } from '../people/authority.ts'
import type { RoleBook } from '../people/role-book.ts'
import type { Catalog, CurrentCatalog } from './catalog.ts'

/**
 * What a use case needs from outside. `Stores` are those that it reads and writes in its transaction, `Read` those of them
 * that it also reads outside of one.
 */
export interface World<Stores, Read extends keyof Stores = never> extends People {
  readonly catalog: CurrentCatalog
  readonly store: Transactor<Stores> & Pick<Stores, Read>
  readonly clock: Clock
  readonly ids: Ids
}

/** The world at one time, as everything in one transaction sees it. */
export interface Moment {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  readonly ids: Ids
  /** Epoch milliseconds. */
  readonly now: number
}

export const momentOf = (
  { catalog, roleBook, ids, clock }: Omit<World<unknown>, 'store' | 'directory'>,
  now = clock.now(),
): Moment => ({ catalog: catalog(), roleBook: roleBook(), ids, now })

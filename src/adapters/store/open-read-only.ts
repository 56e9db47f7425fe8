import type { StoreLocation } from './store-location.ts'
import type { Store } from './store.ts'

/**
 * Opens a store that is there for reading alone, beside a bot that may be writing to it. Nothing is made or migrated.
 *
 * @throws StoreOpenError when there is none, it cannot be read, or another version of Budgeteer wrote it
 */
export async function openReadOnly(location: StoreLocation): Promise<Store> {
  if ('url' in location)
    return (await import('./postgres/open-postgres.ts')).openPostgresReadOnly(location.url)
  return (await import('./sqlite/open-sqlite-read-only.ts')).openSqliteReadOnly(location.path)
}

import type { PostgresStoreOptions } from './postgres/open-postgres.ts'
import type { SqliteStoreOptions } from './sqlite/open-sqlite.ts'
import type { Store } from './store.ts'

export type StoreOptions = SqliteStoreOptions | PostgresStoreOptions

/** Opens the database, made if need be, and brings it to this version's schema. Only the library that it needs is loaded. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if ('url' in options) return (await import('./postgres/open-postgres.ts')).openPostgres(options)
  return (await import('./sqlite/open-sqlite.ts')).openSqlite(options)
}

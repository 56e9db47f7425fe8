import { databaseName } from './postgres/postgres-location.ts'

/** Where a store is: a file, or a PostgreSQL database. */
export type StoreLocation = { readonly path: string } | { readonly url: string }

/** The same in words, without a password. @throws StoreOpenError when the URL cannot be read */
export const locationName = (location: StoreLocation): string =>
  'path' in location ? location.path : databaseName(location.url)

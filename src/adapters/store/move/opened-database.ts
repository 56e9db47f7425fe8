import type { SchemaSpelling } from '../initial-schema.ts'
import type { Database } from '../schema.ts'

/** A database for one long transaction, without limits of time. */
export interface OpenedDatabase {
  readonly db: Database
  readonly spelling: SchemaSpelling
}

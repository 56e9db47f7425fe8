import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Database } from './schema.ts'

/** Runs statements that belong together: in the transaction that `db` is, or in one of their own. */
export function together<Result>(db: Database, work: (db: Database) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** A limit written into the statement: SQLite prepares a statement anew each time that a limit is bound to it. */
export const ONE = sql.lit(1)

/** SQLite takes 32,766 variables in one statement, PostgreSQL 65,535. */
const MAX_VARIABLES = 32_000

/** Rows in as few statements as the databases' limit on variables allows. Nothing for no rows. */
export function* chunksOf<Row>(rows: readonly Row[], variablesPerRow: number): Generator<readonly Row[]> {
  const size = Math.floor(MAX_VARIABLES / variablesPerRow)
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

/** For `on conflict do update`: these columns take the values of the row that could not be inserted. */
export const replaced = <Column extends string>(
  columns: readonly Column[],
): Record<Column, RawBuilder<never>> =>
  Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as Record<
    Column,
    RawBuilder<never>
  >

import { sql } from 'kysely'
import { insert } from '../database.ts'
import { camelCase } from '../names.ts'
import type { Database, Schema } from '../schema.ts'
import { UNFINISHED_MOVE } from '../unfinished-move.ts'
import type { OpenedDatabase } from './opened-database.ts'

/** Who holds what among the replicas of one database says nothing of another. */
const STAYS: ReadonlySet<string> = new Set(['leases', UNFINISHED_MOVE])

const PAGE = 500

type Row = Readonly<Record<string, unknown>>

/** The names of the tables that move, as the database has them, in the order of the alphabet. */
export async function tablesOf({ db, spelling }: OpenedDatabase): Promise<readonly string[]> {
  const { rows } = await sql.raw<{ name: string }>(spelling.tables).execute(db)
  return rows
    .map(({ name }) => name)
    .filter((name) => !STAYS.has(name) && !/^(kysely_|sqlite_)/.test(name))
    .sort()
}

export async function countOf(db: Database, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as "count" from ${sql.table(table)}`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** All rows of a table in the order of its key, in pages: whatever its size, few are in memory. */
export async function* pagesOf(
  { db, spelling }: OpenedDatabase,
  table: string,
): AsyncGenerator<readonly Row[]> {
  const { rows: keyed } = await sql.raw<{ name: string }>(spelling.keyOf(table)).execute(db)
  const key = keyed.map(({ name }) => name)
  if (key.length === 0) throw new Error(`the table ${table} has no key`)
  const columns = sql.join(key.map((name) => sql.ref(name)))
  for (let last: Row | undefined; ;) {
    const end = last
    const after =
      end === undefined
        ? sql`1 = 1`
        : sql`(${columns}) > (${sql.join(key.map((name) => end[camelCase(name)]))})`
    const { rows } = await sql<Row>`
      select * from ${sql.table(table)} where ${after} order by ${columns} limit ${sql.lit(PAGE)}`.execute(db)
    if (rows.length > 0) yield rows
    last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
  }
}

/** `table` is one of the schema, which both databases have. */
export const insertPage = (db: Database, table: string, rows: readonly Row[]): Promise<void> =>
  insert(db, camelCase(table) as keyof Schema, rows as unknown as readonly Schema[keyof Schema][])

import { CompiledQuery, type DialectAdapter, sql } from 'kysely'
import type { Database, Schema } from './schema.ts'

/** Runs statements that belong together: in the transaction that `db` is, or in one of their own. */
export function together<Result>(db: Database, work: (db: Database) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** A limit written into the statement: SQLite prepares a statement again each time that a limit is bound to it. */
export const ONE = sql.lit(1)

/** SQLite takes 32,766 variables in one statement, PostgreSQL 65,535. */
const MAX_VARIABLES = 32_000

/** Rows in as few statements as the databases' limit on variables allows. Nothing for no rows. */
export const chunksOf = <Row>(rows: readonly Row[], variablesPerRow: number): Generator<readonly Row[]> =>
  slicesOf(rows, Math.floor(MAX_VARIABLES / variablesPerRow))

function* slicesOf<Row>(rows: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

/** So many rows go into one statement: its text is built and prepared once, which costs as much as running it. */
const ROWS_AT_ONCE = 50

/** Adds rows. All have the same columns. */
export function insert<Table extends keyof Schema>(
  db: Database,
  table: Table,
  rows: readonly Schema[Table][],
): Promise<void> {
  return insertRows(db, table, rows as readonly Record<string, unknown>[], [])
}

/** Adds rows, each in place of the one with the same key. All have the same columns. */
export function save<Table extends keyof Schema>(
  db: Database,
  table: Table,
  key: readonly (keyof Schema[Table] & string)[],
  rows: readonly Schema[Table][],
): Promise<void> {
  return insertRows(db, table, rows as readonly Record<string, unknown>[], key)
}

/** Adds rows whose key there is not yet. All have the same columns. */
export function insertNew<Table extends keyof Schema>(
  db: Database,
  table: Table,
  key: readonly (keyof Schema[Table] & string)[],
  rows: readonly Schema[Table][],
): Promise<void> {
  return insertRows(db, table, rows as readonly Record<string, unknown>[], key, 'kept')
}

async function insertRows(
  db: Database,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  key: readonly string[],
  known: 'replaced' | 'kept' = 'replaced',
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  for (const slice of slicesOf(rows, ROWS_AT_ONCE)) {
    const text = keptText(db, `${table} ${columns.join()} ${slice.length} ${known}`, () =>
      insertion(table, columns, key, slice.length, known),
    )
    const parameters: unknown[] = []
    for (const row of slice) for (const column of columns) parameters.push(row[column])
    await db.executeQuery(CompiledQuery.raw(text, parameters))
  }
}

/**
 * The rows of a statement that is asked for again and again. It is built once for its name; to build and compile it costs
 * more than to run it. `parameters` are its values in their order.
 */
export async function keptRows<Row>(
  db: Database,
  name: string,
  parameters: readonly unknown[],
  statement: () => Statement<Row>,
): Promise<Row[]> {
  const text = keptText(db, name, statement)
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows
}

/** What Kysely builds: a query, or raw SQL, which asks for the database whose spelling it takes. */
interface Statement<Row> {
  compile(db: Database): CompiledQuery<Row>
}

function insertion(
  table: string,
  columns: readonly string[],
  key: readonly string[],
  rows: number,
  known: 'replaced' | 'kept',
) {
  const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))
  const values = Array.from({ length: rows }, () => sql`(${sql.join(columns)})`)
  const added = sql`insert into ${sql.table(table)} (${refs(columns)}) values ${sql.join(values)}`
  if (key.length === 0) return added
  if (known === 'kept') return sql`${added} on conflict (${refs(key)}) do nothing`
  const replaced = columns
    .filter((column) => !key.includes(column))
    .map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  return sql`${added} on conflict (${refs(key)}) do update set ${sql.join(replaced)}`
}

/** Texts of statements by name, for each kind of database. */
const keptTexts = new WeakMap<DialectAdapter, Map<string, string>>()

function keptText(db: Database, name: string, statement: () => Statement<unknown>): string {
  const { adapter } = db.getExecutor()
  const texts = keptTexts.get(adapter) ?? new Map<string, string>()
  keptTexts.set(adapter, texts)
  const text = texts.get(name) ?? statement().compile(db).sql
  texts.set(name, text)
  return text
}

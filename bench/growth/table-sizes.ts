import SqliteDatabase from 'better-sqlite3'
import { Client } from 'pg'

/** What a table takes on disk, with its indexes. */
export interface TableSize {
  readonly table: string
  readonly rows: number
  readonly bytes: number
}

/** The largest first; tables without rows are left out. */
export function sqliteSizes(path: string): readonly TableSize[] {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  try {
    const found = sqlite
      .prepare<[], { table: string; bytes: number }>(
        `select s.tbl_name as "table", sum(d.pgsize) as bytes
         from dbstat d join sqlite_master s on s.name = d.name where d.aggregate = true group by 1`,
      )
      .all()
    return largestFirst(
      found.map(({ table, bytes }) => {
        const counted = sqlite.prepare<[], { rows: number }>(`select count(*) as rows from "${table}"`).get()
        return { table, bytes, rows: counted?.rows ?? 0 }
      }),
    )
  } finally {
    sqlite.close()
  }
}

export async function postgresSizes(url: string): Promise<readonly TableSize[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ table: string; bytes: string }>(
      `select tablename as "table", pg_total_relation_size(quote_ident(tablename)::regclass) as bytes
       from pg_tables where schemaname = current_schema()`,
    )
    const sizes: TableSize[] = []
    for (const { table, bytes } of tables) {
      const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from "${table}"`)
      sizes.push({ table, bytes: Number(bytes), rows: Number(rows[0]?.rows) })
    }
    return largestFirst(sizes)
  } finally {
    await client.end()
  }
}

const largestFirst = (sizes: readonly TableSize[]): readonly TableSize[] =>
  sizes.filter(({ rows }) => rows > 0).toSorted((a, b) => b.bytes - a.bytes)

export const sizeLines = (sizes: readonly TableSize[]): string =>
  [
    ...sizes.map(
      ({ table, rows, bytes }) => `  ${table}: ${megabytes(bytes)}, ${rows.toLocaleString('en')} rows`,
    ),
    `  together ${megabytes(sizes.reduce((sum, { bytes }) => sum + bytes, 0))}`,
  ].join('\n')

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

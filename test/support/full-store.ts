import SqliteDatabase from 'better-sqlite3'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { UNFINISHED_MOVE } from '../../src/adapters/store/unfinished-move.ts'

interface ColumnInfo {
  readonly name: string
  readonly type: string
  readonly pk: number
}

const ROWS = 3
/** More than fit into two pages. */
const ENTRIES = 1_100

/** Tables of the store in a file. What SQLite and migrations keep for themselves is left out, and so are leases, which stay. */
export const tablesIn = (sqlite: SqliteDatabase.Database): readonly string[] =>
  (
    sqlite
      .prepare(`select name from sqlite_master where type = 'table' order by name`)
      .pluck()
      .all() as string[]
  ).filter((name) => !/^(kysely_|sqlite_)/.test(name) && !['leases', UNFINISHED_MOVE].includes(name))

const columnsOf = (sqlite: SqliteDatabase.Database, table: string): readonly ColumnInfo[] =>
  sqlite.prepare(`select name, type, pk from pragma_table_info('${table}')`).all() as ColumnInfo[]

/**
 * Makes a store with rows in every table there is, whichever those are: texts that are hard to spell, numbers at their limits, and
 * nothing where that is allowed. The audit log is one that holds.
 */
export async function fullStore(path: string): Promise<void> {
  const store = await openStore({ path })
  await store.transaction(({ audit }) =>
    audit.append(
      Array.from({ length: ENTRIES }, (_, at) => ({
        at,
        kind: 'notice' as const,
        actor: 'budgeteer',
        service: at % 2 === 0 ? '*' : 'käse "x"',
        data: { at, text: 'a\n\u{1F4A5} \\ \'"' },
      })),
    ),
  )
  await store.close()
  const sqlite = new SqliteDatabase(path)
  for (const table of tablesIn(sqlite)) {
    if (table === 'audit') continue
    const columns = columnsOf(sqlite, table)
    const names = columns.map(({ name }) => `"${name}"`).join()
    const insert = sqlite.prepare(
      `insert into ${table} (${names}) values (${columns.map(() => '?').join()}) on conflict do nothing`,
    )
    for (let row = 1; row <= ROWS; row += 1) insert.run(columns.map((column) => valueOf(column, row)))
  }
  sqlite.close()
}

const HARD_TEXTS = ['Zebra', 'ärger', 'a\u{1F4A5}\'"\\%_']

function valueOf({ name, type, pk }: ColumnInfo, row: number): string | number | bigint {
  switch (type.toLowerCase()) {
    case 'integer':
      return pk > 0 ? row : row % 2
    case 'bigint':
      return BigInt(pk > 0 ? row : Number.MAX_SAFE_INTEGER - row)
    case 'double precision':
      return (0.1 + 0.2) * 10 ** (row * 7)
    default:
      return (HARD_TEXTS[row - 1] ?? '') + (pk > 0 ? '' : ` ${name}`)
  }
}

/** Every row of every table, by the order of their keys. */
export function contentsOf(path: string): ReadonlyMap<string, readonly unknown[]> {
  const sqlite = new SqliteDatabase(path, { readonly: true })
  try {
    return new Map(
      tablesIn(sqlite).map((table) => {
        const key = columnsOf(sqlite, table).filter(({ pk }) => pk > 0)
        const order = key.map(({ name }) => `"${name}"`).join()
        return [table, sqlite.prepare(`select * from ${table} order by ${order}`).safeIntegers().all()]
      }),
    )
  } finally {
    sqlite.close()
  }
}

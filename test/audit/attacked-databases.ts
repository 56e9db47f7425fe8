import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Client } from 'pg'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import type { AuditKey } from '../../src/core/kernel/audit/audit-key.ts'
import type { StoredEntry } from '../../src/core/kernel/audit/stored-entry.ts'
import { temporaryFolder } from '../adapters/store/each-store.ts'
import { databaseWithTables } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'

/** A database, as the bot opens it and as somebody else does who holds it. */
export interface AttackedDatabase {
  readonly open: (key: AuditKey | null) => Promise<Store>
  readonly sql: (statement: string) => Promise<void>
  readonly rows: () => Promise<readonly StoredEntry[]>
  readonly replace: (rows: readonly StoredEntry[]) => Promise<void>
  readonly dispose: () => Promise<void>
}

const COLUMNS = 'seq, at, kind, actor, service, data, previous_hash, hash, mac, about'
const ALL = `select *, previous_hash as "previousHash" from audit order by seq`
const valuesOf = (row: StoredEntry): readonly unknown[] => [
  row.seq,
  row.at,
  row.kind,
  row.actor,
  row.service,
  row.data,
  row.previousHash,
  row.hash,
  row.mac,
  row.about,
]

function onSqlite(): Promise<AttackedDatabase> {
  const folder = temporaryFolder()
  const path = join(folder.path, 'budgeteer.db')
  const withFile = <Result>(use: (db: SqliteDatabase.Database) => Result): Promise<Result> => {
    const db = new SqliteDatabase(path)
    try {
      return Promise.resolve(use(db))
    } finally {
      db.close()
    }
  }
  return Promise.resolve({
    open: (auditKey) => openStore({ path, auditKey }),
    sql: (statement) => withFile((db) => void db.exec(statement)),
    rows: () => withFile((db) => db.prepare(ALL).all() as StoredEntry[]),
    replace: (rows) =>
      withFile((db) => {
        db.exec('delete from audit')
        const add = db.prepare(`insert into audit (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        for (const row of rows) add.run(...valuesOf(row))
      }),
    dispose: () => {
      folder.remove()
      return Promise.resolve()
    },
  })
}

/** 64-bit integers are texts to the client. */
type PostgresRow = Omit<StoredEntry, 'seq' | 'at'> & { readonly seq: string; readonly at: string }

async function onPostgres(): Promise<AttackedDatabase> {
  const { url, remove } = await databaseWithTables()
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    open: (auditKey) => openStore({ url, auditKey }),
    sql: async (statement) => {
      await client.query(statement)
    },
    rows: async () =>
      (await client.query<PostgresRow>(ALL)).rows.map((row) => ({
        ...row,
        seq: Number(row.seq),
        at: Number(row.at),
      })),
    replace: async (rows) => {
      await client.query('delete from audit')
      for (const row of rows)
        await client.query(
          `insert into audit (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [...valuesOf(row)],
        )
    },
    dispose: async () => {
      // The next test gets the same tables.
      await client.query('alter table audit add column if not exists mac text')
      await client.end()
      await remove()
    },
  }
}

export const ATTACKED_DATABASES: readonly {
  readonly database: string
  readonly isHere: boolean
  readonly made: () => Promise<AttackedDatabase>
}[] = [
  { database: 'SQLite', isHere: true, made: onSqlite },
  { database: 'PostgreSQL', isHere: hasPostgres(), made: onPostgres },
]

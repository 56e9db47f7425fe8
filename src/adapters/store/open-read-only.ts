import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { migrations } from './migrations.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect, whileLocked } from './sqlite-dialect.ts'
import { StoreOpenError } from './store-error.ts'
import { KyselyStore, type Store, TransactionScope } from './store.ts'

const BUSY_TIMEOUT_MS = 20
const LOCK_WAIT_MS = 5_000

/**
 * Opens a database that is there for reading alone, beside a bot that may be writing to it. Nothing is made or migrated.
 *
 * @throws StoreOpenError when there is no such file, it is no database, or another version of Budgeteer wrote it
 */
export async function openReadOnly(path: string): Promise<Store> {
  const sqlite = openFile(path)
  const scope = new TransactionScope()
  const db = new Kysely<Schema>({
    dialect: sqliteDialect({ sqlite, lockWaitMs: LOCK_WAIT_MS, beforeQueueing: scope.assertOutside }),
  })
  try {
    await whileLocked(LOCK_WAIT_MS, () => sqlite.pragma('query_only = true'))
    await expectOwnSchema(db)
  } catch (error) {
    sqlite.close()
    throw new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
  return new KyselyStore(db, scope)
}

function openFile(path: string): SqliteDatabase.Database {
  if (!existsSync(path))
    throw new StoreOpenError(path, 'there is no such file; the bot makes it when it starts')
  try {
    return new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  } catch (error) {
    throw new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function expectOwnSchema(db: Kysely<Schema>): Promise<void> {
  const known = Object.keys(migrations({ clustered: (table) => table, rowNumber: 'integer' }))
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration'))
    throw new Error('Budgeteer has not written to it')
  const { rows } = await sql<{ name: string }>`select "name" from "kysely_migration"`.execute(db)
  const done = rows.map(({ name }) => name)
  const newer = done.find((name) => !known.includes(name))
  if (newer !== undefined) throw new Error(`a newer Budgeteer wrote it (${newer}); upgrade this one`)
  const pending = known.find((name) => !done.includes(name))
  if (pending !== undefined)
    throw new Error(
      `an older Budgeteer wrote it (without ${pending}); \`budgeteer start\` brings it up to date`,
    )
}

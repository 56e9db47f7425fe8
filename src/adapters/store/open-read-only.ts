import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { expectMigrated } from './migrations.ts'
import { sqliteDatabase, SQLITE_SPELLING, whileLocked } from './sqlite-dialect.ts'
import { StoreOpenError } from './store-error.ts'
import { type Store, storeOn, TransactionScope } from './store.ts'

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
  const db = sqliteDatabase({ sqlite, lockWaitMs: LOCK_WAIT_MS, beforeQueueing: scope.assertOutside })
  try {
    await whileLocked(LOCK_WAIT_MS, () => sqlite.pragma('query_only = true'))
    await expectMigrated(db, SQLITE_SPELLING)
  } catch (error) {
    sqlite.close()
    throw new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
  return storeOn(db, scope)
}

function openFile(path: string): SqliteDatabase.Database {
  if (!existsSync(path))
    throw new StoreOpenError(path, 'there is no such file', { remedy: 'the bot makes it when it starts' })
  try {
    return new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  } catch (error) {
    throw new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

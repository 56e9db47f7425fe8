import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expectMigrated } from '../migrations.ts'
import { sqliteDatabase, SQLITE_SPELLING, whileLocked } from './sqlite-dialect.ts'
import { StoreOpenError } from '../store-error.ts'
import { type Store, storeOn, TransactionScope } from '../store.ts'

const BUSY_TIMEOUT_MS = 20
const LOCK_WAIT_MS = 5_000

/**
 * Opens a database that is there for reading alone, beside a bot that may be writing to it. Nothing is made or migrated.
 * Where SQLite cannot make the index of the log beside it, as on a read-only volume, a copy in the folder for temporary
 * files is read instead.
 *
 * @throws StoreOpenError when there is no such file, it is no database, or another version of Budgeteer wrote it
 */
export async function openSqliteReadOnly(path: string): Promise<Store> {
  if (!existsSync(path))
    throw new StoreOpenError(path, 'there is no such file', { remedy: 'the bot makes it when it starts' })
  try {
    return await openFile(path)
  } catch (error) {
    if (!isUnwritable(error)) throw openError(path, error)
  }
  return openCopy(path)
}

/** @throws StoreOpenError */
export async function openCopy(path: string): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'budgeteer-'))
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const copy = join(folder, basename(path))
    for (const part of ['', '-wal']) if (existsSync(path + part)) copyFileSync(path + part, copy + part)
    const store = await openFile(copy)
    return { ...store, close: () => store.close().finally(remove) }
  } catch (error) {
    remove()
    throw openError(path, error)
  }
}

async function openFile(path: string): Promise<Store> {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  const scope = new TransactionScope()
  const db = sqliteDatabase({ sqlite, lockWaitMs: LOCK_WAIT_MS, beforeQueueing: scope.assertOutside })
  try {
    await whileLocked(LOCK_WAIT_MS, () => sqlite.pragma('query_only = true'))
    await expectMigrated(db, SQLITE_SPELLING)
  } catch (error) {
    sqlite.close()
    throw error
  }
  return storeOn(db, scope)
}

const isUnwritable = (error: unknown): boolean =>
  error instanceof SqliteDatabase.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code)

const openError = (path: string, error: unknown): StoreOpenError =>
  new StoreOpenError(path, error instanceof Error ? error.message : String(error), { cause: error })

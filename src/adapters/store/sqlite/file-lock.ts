import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { makeFolder } from '../make-folder.ts'
import { notOpened } from '../store-error.ts'

export interface FileLock {
  release(): void
}

/** Beside the database, so that everything else may read and back it up meanwhile. */
const ENDING = '-bot'

/**
 * Locks the database at `path` for one bot. The system frees the lock when the process ends, however it ends. Undefined when
 * another process has it.
 *
 * @throws StoreOpenError when the lock's file cannot be made
 */
export function lockForOneBot(path: string): FileLock | undefined {
  const file = path + ENDING
  let sqlite: SqliteDatabase.Database | undefined
  try {
    makeFolder(dirname(path))
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
    // SQLite knows how files are locked on each system. Nothing is ever written.
    sqlite = new SqliteDatabase(file, { timeout: 0 })
    sqlite.exec('begin exclusive')
  } catch (error) {
    sqlite?.close()
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw notOpened(file, error)
  }
  const held = sqlite
  return { release: () => void held.close() }
}

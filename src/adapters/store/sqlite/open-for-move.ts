import SqliteDatabase from 'better-sqlite3'
import type { OpenedDatabase } from '../move/opened-database.ts'
import { notOpened } from '../store-error.ts'
import { sqliteDatabase, SQLITE_SPELLING } from './sqlite-dialect.ts'

const LOCK_WAIT_MS = 5_000

/** @throws StoreOpenError */
export function openForMove(path: string): OpenedDatabase {
  try {
    const sqlite = new SqliteDatabase(path, { fileMustExist: true, timeout: 20 })
    sqlite.pragma('synchronous = FULL')
    const db = sqliteDatabase({ sqlite, lockWaitMs: LOCK_WAIT_MS, beforeQueueing: () => undefined })
    return { db, spelling: SQLITE_SPELLING }
  } catch (error) {
    throw notOpened(path, error)
  }
}

import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { notOpened, StoreOpenError } from '../store-error.ts'
import { makeFolder } from '../make-folder.ts'

/**
 * Copies a store's file as it is at this moment, while others go on writing to it.
 *
 * @throws StoreOpenError when there is no store at `path`, or `to` is there already
 */
export async function backUpStore(path: string, to: string): Promise<void> {
  if (existsSync(to))
    throw new StoreOpenError(to, 'it exists already, and a backup overwrites nothing', {
      remedy: 'name a file that does not exist yet',
    })
  let sqlite: SqliteDatabase.Database
  try {
    sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  } catch (error) {
    throw notOpened(path, error)
  }
  try {
    makeFile(to)
    // A read transaction holds the moment: without it, every write of another process would start the copy again.
    sqlite.exec('begin')
    sqlite.prepare('select count(*) from sqlite_master').get()
    await sqlite.backup(to)
  } finally {
    sqlite.close()
  }
}

function makeFile(to: string): void {
  try {
    makeFolder(dirname(to))
    closeSync(openSync(to, 'a', 0o600))
  } catch (error) {
    throw notOpened(to, error)
  }
}

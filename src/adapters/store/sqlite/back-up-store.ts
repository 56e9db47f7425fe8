import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { makeFolder } from '../make-folder.ts'
import { notOpened, StoreOpenError } from '../store-error.ts'

/**
 * Copies a store's file as it is at this moment, while others go on writing to it. The copy has its name only when it is whole and
 * on disk: what breaks off, or does not fit, leaves nothing behind.
 *
 * @throws StoreOpenError when there is no store at `path`, `to` is there already, or the copy is not whole
 */
export async function backUpStore(path: string, to: string): Promise<void> {
  expectFree(to)
  let sqlite: SqliteDatabase.Database
  try {
    sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  } catch (error) {
    throw notOpened(path, error)
  }
  const part = `${to}.part`
  try {
    makeFile(part)
    // A read transaction holds the moment: without it, every write of another process would start the copy again.
    sqlite.exec('begin')
    sqlite.prepare('select count(*) from sqlite_master').get()
    await sqlite.backup(part)
    expectWhole(part, to)
    syncFile(part)
    giveName(part, to)
  } catch (error) {
    throw error instanceof StoreOpenError ? error : notOpened(to, error)
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(part + ending, { force: true })
    sqlite.close()
  }
}

/**
 * @param name what people know the file by
 * @throws StoreOpenError when SQLite finds damage in the file
 */
export function expectWhole(path: string, name: string): void {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  try {
    const found = sqlite.pragma('integrity_check', { simple: true })
    if (found !== 'ok') throw new StoreOpenError(name, `the file is damaged: ${String(found)}`)
  } catch (error) {
    throw error instanceof StoreOpenError ? error : notOpened(name, error)
  } finally {
    sqlite.close()
  }
}

/** Puts what was written to a file, or the names in a folder, on disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function expectFree(to: string): void {
  if (existsSync(to))
    throw new StoreOpenError(to, 'it exists already, and a backup overwrites nothing', {
      remedy: 'name a file that does not exist yet',
    })
}

/** A link, because a rename would overwrite what has come there meanwhile; not every file system has links. */
function giveName(part: string, to: string): void {
  expectFree(to)
  try {
    linkSync(part, to)
  } catch (error) {
    expectFree(to)
    if (!hasNoLinks(error)) throw error
    renameSync(part, to)
  }
  syncFile(dirname(to))
}

const hasNoLinks = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'ENOSYS'].includes(String(error.code))

function makeFile(part: string): void {
  makeFolder(dirname(part))
  rmSync(part, { force: true })
  closeSync(openSync(part, 'wx', 0o600))
}

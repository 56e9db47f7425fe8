import { chmodSync, constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { makeFolder } from '../make-folder.ts'
import { notOpened, StoreOpenError } from '../store-error.ts'
import { expectWhole, syncFile } from './back-up-store.ts'

/** What lies beside a store and belongs to it. */
const ENDINGS = ['', '-wal', '-shm'] as const

/** A copy that is about to take a store's place. */
export interface Restoring {
  /** Where it is made ready, beside the store: on the same file system. */
  readonly path: string
  /** Puts it in the store's place; what stood there is kept beside. Answers where, or null where there was nothing. */
  finish(at: Date): string | null
  /** Leaves the store as it is. */
  giveUp(): void
}

/** @throws StoreOpenError when the copy cannot be read, is damaged, or does not fit */
export function beginRestore(copy: string, store: string): Restoring {
  if (!existsSync(copy))
    throw new StoreOpenError(copy, 'there is no such file', {
      remedy: 'name a copy that `budgeteer backup` made',
    })
  const path = `${store}.restoring`
  const remove = (): void => {
    for (const ending of ENDINGS) rmSync(path + ending, { force: true })
  }
  try {
    makeFolder(dirname(store))
    remove()
    copyFileSync(copy, path, constants.COPYFILE_EXCL)
    chmodSync(path, 0o600)
    expectWhole(path, copy)
    forgetHolders(path)
  } catch (error) {
    remove()
    throw error instanceof StoreOpenError ? error : notOpened(copy, error)
  }
  return {
    path,
    finish(at) {
      syncFile(path)
      const aside = `${store}.before-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
      const isThere = existsSync(store)
      for (const ending of ENDINGS) if (existsSync(store + ending)) renameSync(store + ending, aside + ending)
      renameSync(path, store)
      syncFile(dirname(store))
      return isThere ? aside : null
    },
    giveUp: remove,
  }
}

/** Whoever held a lease when the copy was made holds none in it. */
function forgetHolders(path: string): void {
  const sqlite = new SqliteDatabase(path)
  try {
    const isThere = sqlite
      .prepare("select 1 from sqlite_master where type = 'table' and name = 'leases'")
      .get()
    if (isThere !== undefined) sqlite.exec('delete from leases')
  } finally {
    sqlite.close()
  }
}

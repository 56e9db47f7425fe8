import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { AuditKey } from '../../../core/kernel/audit/audit-key.ts'
import { copyBeforeUpgrade } from './copy-before-upgrade.ts'
import { migrate, type Migrations, migrations } from '../migrations.ts'
import { sqliteDatabase, SQLITE_SPELLING, whileLocked } from './sqlite-dialect.ts'
import { fileCondition } from './store-condition.ts'
import { notOpened } from '../store-error.ts'
import { type Store, storeOn, TransactionScope } from '../store.ts'
import { WalSync } from './wal-sync.ts'
import { makeFolder } from '../make-folder.ts'

export interface SqliteStoreOptions {
  /** A file, made if need be with its folder, or `:memory:`. */
  readonly path: string
  /** How long SQLite itself waits for a lock. The whole process stands still meanwhile: keep it short. */
  readonly busyTimeoutMs?: number
  /** How long a call waits in all for a lock of another process before it fails. */
  readonly lockWaitMs?: number
  /** Left out: those of this version. */
  readonly steps?: Migrations
  /** Signs what is appended to the audit log. */
  readonly auditKey?: AuditKey | null
  /** Called with the path of the copy that was made because this version changes the schema of an older one. */
  readonly onCopy?: (path: string) => void
}

/** A commit that finds more in the log copies it into the database, and the process stands still: little and often. */
const MOST_LOG_PAGES = 200

/**
 * Opens the database and brings it to this version's schema. One of an older version is copied before, beside itself: that copy
 * is the way back to the older version.
 *
 * @throws StoreOpenError when the file cannot be opened, is no database, or was written by a newer version
 */
export async function openSqlite(options: SqliteStoreOptions): Promise<Store> {
  const {
    path,
    busyTimeoutMs = 20,
    lockWaitMs = 5_000,
    steps = migrations(SQLITE_SPELLING),
    auditKey = null,
    onCopy,
  } = options
  const sqlite = openFile(path, busyTimeoutMs)
  const scope = new TransactionScope()
  const wal = path === ':memory:' ? undefined : new WalSync(`${path}-wal`)
  const condition = path === ':memory:' ? undefined : fileCondition(path)
  const db = sqliteDatabase({
    sqlite,
    lockWaitMs,
    beforeQueueing: scope.assertOutside,
    ...(wal && { wal }),
    ...(condition && { condition }),
  })
  try {
    await whileLocked(lockWaitMs, () => sqlite.pragma('journal_mode = WAL'))
    // NORMAL alone could forget the last commits in a loss of power: WalSync adds what FULL would do.
    sqlite.pragma('synchronous = NORMAL')
    sqlite.pragma(`wal_autocheckpoint = ${MOST_LOG_PAGES}`)
    await migrate(db, SQLITE_SPELLING, steps, async (step) => {
      const copy = await copyBeforeUpgrade(sqlite, path, step)
      onCopy?.(copy)
    })
  } catch (error) {
    await wal?.close().catch(() => undefined)
    sqlite.close()
    throw notOpened(path, error)
  }
  return storeOn(db, scope, { ...(condition && { whyLost: () => condition.problem() }), auditKey })
}

/** The file is its owner's alone, and so are the log and the index beside it, which SQLite makes with the same rights. */
function makePrivate(path: string): void {
  makeFolder(dirname(path))
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

function openFile(path: string, busyTimeoutMs: number): SqliteDatabase.Database {
  try {
    if (path !== ':memory:') makePrivate(path)
    return new SqliteDatabase(path, { timeout: busyTimeoutMs })
  } catch (error) {
    throw notOpened(path, error)
  }
}

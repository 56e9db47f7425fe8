import SqliteDatabase from 'better-sqlite3'
import { DUTIES, type Replica } from '../../../core/replicas/lease.ts'

/** The bot that uses the database, by what it wrote there; undefined where that cannot be read, or is not there yet. */
export function holderOf(path: string): (Replica & { readonly since: number }) | undefined {
  let sqlite: SqliteDatabase.Database | undefined
  try {
    sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
    return sqlite
      .prepare<[string], Replica & { readonly since: number }>(
        'select host, pid, kernel, since from leases where name = ?',
      )
      .get(DUTIES)
  } catch {
    return undefined
  } finally {
    sqlite?.close()
  }
}

import SqliteDatabase from 'better-sqlite3'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { backUpStore } from '../../src/adapters/store/sqlite/back-up-store.ts'

/** Rows of one kind, of which a few show all that many would. */
const THINNED = [
  `delete from pushed_counts where ends_at <
    (select max(of_grain.ends_at) from pushed_counts of_grain where of_grain.grain_ms = pushed_counts.grain_ms)
    - 120 * grain_ms`,
  'delete from pushed_keys where key not in (select key from pushed_keys limit 20)',
]

/** Copies a store that is in use, leaves out most of the counts that were pushed, and packs it. Nothing else is changed. */
export async function keepDatabase(path: string, to: string): Promise<{ readonly bytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-kept-'))
  try {
    const copy = join(folder, 'budgeteer.db')
    await backUpStore(path, copy)
    const sqlite = new SqliteDatabase(copy)
    try {
      for (const statement of THINNED) sqlite.exec(statement)
      sqlite.pragma('journal_mode = DELETE')
      sqlite.exec('vacuum')
    } finally {
      sqlite.close()
    }
    const packed = await promisify(gzip)(await readFile(copy), { level: 9 })
    await mkdir(dirname(to), { recursive: true })
    await writeFile(to, packed)
    return { bytes: packed.length }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

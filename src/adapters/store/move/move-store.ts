import { existsSync } from 'node:fs'
import { sql } from 'kysely'
import type { Verification } from '../../../core/kernel/audit/verify-chain.ts'
import { verifyRecord } from '../../../core/kernel/audit/verify-record.ts'
import { OperatorError } from '../../../core/kernel/operator-error.ts'
import { auditChainStorage } from '../audit-chain-storage.ts'
import { openReadOnly } from '../open-read-only.ts'
import { openStore } from '../open-store.ts'
import type { Database } from '../schema.ts'
import { locationName, type StoreLocation } from '../store-location.ts'
import { UNFINISHED_MOVE } from '../unfinished-move.ts'
import { onlyOne } from './only-one.ts'
import { openDatabase } from './open-database.ts'
import type { OpenedDatabase } from './opened-database.ts'
import { countOf, insertPage, pagesOf, tablesOf } from './whole-tables.ts'

export interface Moved {
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>
  /** Of the audit log where it is now. */
  readonly audit: Extract<Verification, { readonly intact: true }>
}

/** The move was refused, or came to nothing: what was moved from is as it was. */
export class MoveError extends OperatorError {
  override readonly name = 'MoveError'
}

/**
 * Copies all that a store holds into another database, which must hold nothing. Nobody writes to the source meanwhile. The target
 * gets everything in one transaction: until that ends it holds nothing, and a bot refuses to start on it.
 *
 * @throws MoveError when the target holds something, a bot uses the source, or what arrived is not what was sent
 * @throws StoreOpenError
 */
export async function moveStore(
  from: StoreLocation,
  to: StoreLocation,
  onProgress: (table: string, done: number, of: number) => void = () => undefined,
): Promise<Moved> {
  // Says what is wrong with the source, and that it is of this version.
  await (await openReadOnly(from)).close()
  const target = await emptyTarget(to)
  try {
    const alone = await onlyOne(from)
    try {
      return await copied(alone.database, target, onProgress)
    } finally {
      await alone.release()
    }
  } finally {
    await target.db.destroy()
  }
}

/** With this version's tables and the mark that something is on its way. */
async function emptyTarget(to: StoreLocation): Promise<OpenedDatabase> {
  if ('url' in to || existsSync(to.path)) {
    const before = await openDatabase(to)
    try {
      await expectNothing(before, to)
      await sql.raw(`drop table if exists ${UNFINISHED_MOVE}`).execute(before.db)
    } finally {
      await before.db.destroy()
    }
  }
  await (await openStore(to)).close()
  const target = await openDatabase(to)
  await sql.raw(`create table ${UNFINISHED_MOVE} (at bigint)`).execute(target.db)
  return target
}

async function expectNothing(target: OpenedDatabase, to: StoreLocation): Promise<void> {
  for (const table of await tablesOf(target)) {
    const count = await countOf(target.db, table)
    if (count > 0)
      throw new MoveError(
        `${locationName(to)} is not empty: its table ${table} holds ${count} rows`,
        'name a database that holds nothing, or a file that does not exist yet',
      )
  }
}

function copied(
  source: OpenedDatabase,
  target: OpenedDatabase,
  onProgress: (table: string, done: number, of: number) => void,
): Promise<Moved> {
  // A transaction holds the store's lock: nobody else writes until it ends.
  return source.db.transaction().execute((reading) =>
    target.db.transaction().execute(async (writing) => {
      const from = { ...source, db: reading }
      const rows: Record<string, number> = {}
      for (const table of await tablesOf(from)) rows[table] = await countOf(reading, table)
      const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
      let done = 0
      for (const table of Object.keys(rows))
        for await (const page of pagesOf(from, table)) {
          await insertPage(writing, table, page)
          done += page.length
          onProgress(table, done, all)
        }
      const audit = await expectSame(reading, writing, rows)
      await sql.raw(`drop table ${UNFINISHED_MOVE}`).execute(writing)
      return { rows, audit }
    }),
  )
}

async function expectSame(
  reading: Database,
  writing: Database,
  rows: Readonly<Record<string, number>>,
): Promise<Moved['audit']> {
  for (const [table, sent] of Object.entries(rows)) {
    const arrived = await countOf(writing, table)
    if (arrived !== sent) throw new MoveError(`of ${sent} rows of ${table}, ${arrived} arrived`, null)
  }
  const sent = await verifyRecord(auditChainStorage(reading))
  if (!sent.intact)
    throw new MoveError(
      `the audit log is broken where it is: ${sent.problem}`,
      '`budgeteer audit verify` says more; go on from a backup',
    )
  const arrived = await verifyRecord(auditChainStorage(writing))
  if (!arrived.intact || arrived.lastHash !== sent.lastHash)
    throw new MoveError(
      `the audit log did not arrive as it was${arrived.intact ? '' : `: ${arrived.problem}`}`,
      'nothing was kept in the target',
    )
  return arrived
}

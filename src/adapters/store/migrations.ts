import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { addAuditKeys } from './audit-schema.ts'
import { createFlagTables } from './flags-schema.ts'
import { indexForGrowth } from './growth-schema.ts'
import { createTables, type SchemaSpelling } from './initial-schema.ts'
import { createLeaseTables } from './lease-schema.ts'
import { createOutcomeTables } from './outcome-schema.ts'
import { createPagerTables } from './pager-schema.ts'
import { indexForPictures } from './picture-schema.ts'
import { tieToIncidents } from './postmortem-schema.ts'
import { indexRecords } from './records-schema.ts'
import { createReportTables } from './report-schema.ts'
import { createRiskTables } from './risk-schema.ts'
import type { Database } from './schema.ts'
import { NothingStoredError } from './store-error.ts'
import { UNFINISHED_MOVE } from './unfinished-move.ts'
import { createShadowTables } from './shadow-schema.ts'
import { createSignInTables } from './sign-in-schema.ts'

/** Steps to a schema, taken in the order of their names. */
export type Migrations = Readonly<Record<string, Migration>>

/**
 * All steps from an empty database to this version's schema. There is no way back but a copy from before. A step of a release is
 * never edited: databases are at each of them.
 */
export const migrations = (spelling: SchemaSpelling): Migrations => ({
  '0001-first-tables': { up: (db) => createTables(db, spelling) },
  '0002-shadow': { up: createShadowTables },
  '0003-pictures': { up: indexForPictures },
  '0004-sign-in': { up: createSignInTables },
  '0005-records': { up: indexRecords },
  '0006-risks': { up: createRiskTables },
  '0007-outcomes': { up: createOutcomeTables },
  '0008-flags': { up: createFlagTables },
  '0009-pagers': { up: createPagerTables },
  '0010-postmortems': { up: tieToIncidents },
  '0011-reports': { up: createReportTables },
  '0012-leases': { up: createLeaseTables },
  '0013-audit-keys': { up: addAuditKeys },
  '0014-growth': { up: indexForGrowth },
})

/**
 * @param beforeUpgrade called with the first step that is missing, before anything of a database that another version wrote is
 *   changed; nothing is changed when it fails
 * @throws Error when a newer version wrote the database
 */
export async function migrate(
  db: Database,
  spelling: SchemaSpelling,
  steps: Migrations,
  beforeUpgrade: (step: string) => Promise<void>,
): Promise<void> {
  const { already, missing } = await stateOf(db, spelling, steps)
  if (missing === undefined) return
  if (already.length > 0) await beforeUpgrade(missing)
  const provider = { getMigrations: () => Promise.resolve({ ...steps }) }
  const { error } = await new Migrator({ db: db.withoutPlugins(), provider }).migrateToLatest()
  if (error === undefined) return
  throw error instanceof Error ? error : new Error('a migration failed', { cause: error })
}

/** Whether no step is missing. @throws Error when a newer version wrote the database */
export const isMigrated = async (
  db: Database,
  spelling: SchemaSpelling,
  steps: Migrations,
): Promise<boolean> => (await stateOf(db, spelling, steps)).missing === undefined

/** The names of the steps that were taken, and of the first that was not. */
async function stateOf(db: Database, spelling: SchemaSpelling, steps: Migrations) {
  const tables = await tablesIn(db, spelling)
  expectNoMove(tables)
  const already = isBegun(tables) ? await done(db) : []
  expectNoneNewer(already, Object.keys(steps))
  const missing = Object.keys(steps)
    .sort()
    .find((name) => !already.includes(name))
  return { already, missing }
}

/** @throws Error when another version wrote the database, or Budgeteer never did */
export async function expectMigrated(db: Database, spelling: SchemaSpelling): Promise<void> {
  const known = Object.keys(migrations(spelling))
  const tables = await tablesIn(db, spelling)
  expectNoMove(tables)
  if (!isBegun(tables)) throw new NothingStoredError()
  const names = await done(db)
  expectNoneNewer(names, known)
  const pending = known.find((name) => !names.includes(name))
  if (pending === undefined) return
  throw new Error(
    `an older Budgeteer wrote it (without ${pending}); \`budgeteer start\` brings it up to date`,
  )
}

async function tablesIn(db: Database, { tables }: SchemaSpelling): Promise<readonly string[]> {
  const { rows } = await sql.raw<{ name: string }>(tables).execute(db)
  return rows.map(({ name }) => name)
}

const isBegun = (tables: readonly string[]): boolean => tables.includes('kysely_migration')

function expectNoMove(tables: readonly string[]): void {
  if (tables.includes(UNFINISHED_MOVE))
    throw new Error(
      'a store was being moved into it, and that was not finished; begin it again with `budgeteer migrate`',
    )
}

async function done(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select "name" from "kysely_migration"`.execute(db)
  return rows.map(({ name }) => name)
}

function expectNoneNewer(names: readonly string[], known: readonly string[]): void {
  const newer = names.find((name) => !known.includes(name))
  if (newer !== undefined) throw new Error(`a newer Budgeteer wrote it (${newer}); upgrade this one`)
}

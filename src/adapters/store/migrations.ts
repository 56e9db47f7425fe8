import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { createTables, type SchemaSpelling } from './initial-schema.ts'
import type { Database } from './schema.ts'

/** All steps from an empty database to this version's schema, in the order of their names. There is no way back. */
const migrations = (spelling: SchemaSpelling): Record<string, Migration> => ({
  '0001-first-tables': { up: (db) => createTables(db, spelling) },
})

/** @throws Error when a newer version wrote the database */
export async function migrate(db: Database, spelling: SchemaSpelling): Promise<void> {
  const steps = migrations(spelling)
  const provider = { getMigrations: () => Promise.resolve(steps) }
  const { error } = await new Migrator({ db: db.withoutPlugins(), provider }).migrateToLatest()
  if (error === undefined) return
  expectNoneNewer(await done(db), Object.keys(steps))
  throw error instanceof Error ? error : new Error('a migration failed', { cause: error })
}

/** @throws Error when another version wrote the database, or Budgeteer never did */
export async function expectMigrated(db: Database, spelling: SchemaSpelling): Promise<void> {
  const known = Object.keys(migrations(spelling))
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration'))
    throw new Error('Budgeteer has not written to it')
  const names = await done(db)
  expectNoneNewer(names, known)
  const pending = known.find((name) => !names.includes(name))
  if (pending === undefined) return
  throw new Error(
    `an older Budgeteer wrote it (without ${pending}); \`budgeteer start\` brings it up to date`,
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

import { Client } from 'pg'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { type RunningPostgres, startPostgres } from './postgres-server.ts'

export interface TestDatabase {
  readonly name: string
  readonly url: string
  readonly remove: () => Promise<void>
}

/** One server for each process that runs tests; it ends with the process. */
let server: Promise<RunningPostgres> | undefined
/** Databases with tables that no test uses just now. To make one takes far longer than to empty one. */
const free: TestDatabase[] = []
let made = 0

/** The server that the tests of this process share. */
export const sharedPostgres = (): Promise<RunningPostgres> => (server ??= startPostgres())

/** The URL of a database on a server of tests. */
export const urlOf = ({ host, user, port = 5432 }: RunningPostgres, name: string): string =>
  `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`

/** A database of its own for a test, in which there is nothing. */
export async function newDatabase(): Promise<TestDatabase> {
  const running = await sharedPostgres()
  const name = `test_${(made += 1)}`
  await asAdministrator(running, `create database ${name} template template0`)
  const remove = (): Promise<void> => asAdministrator(running, `drop database ${name} with (force)`)
  return { name, url: urlOf(running, name), remove }
}

/** The same with this version's tables. */
export async function databaseWithTables(): Promise<TestDatabase> {
  const database = free.pop() ?? (await withTables())
  const remove = async (): Promise<void> => {
    await asAdministrator(await sharedPostgres(), EMPTY, database.name)
    free.push(database)
  }
  return { ...database, remove }
}

async function withTables(): Promise<TestDatabase> {
  const database = await newDatabase()
  const store = await openStore({ url: database.url })
  await store.close()
  return database
}

const EMPTY = `
  do $$
  declare tbl text;
  begin
    for tbl in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute format('delete from %I', tbl);
    end loop;
  end $$`

/** Runs a statement beside the store that is tested. */
export async function asAdministrator(
  running: RunningPostgres,
  statement: string,
  database = 'postgres',
): Promise<void> {
  const client = new Client({ connectionString: urlOf(running, database) })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

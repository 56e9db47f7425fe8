import { type Kysely, sql } from 'kysely'

export async function createLeaseTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table leases (
    name text primary key, term text not null, host text not null, pid bigint not null, kernel text not null,
    since bigint not null, beats bigint not null
  )`,
  // How often each thing was signalled that replicas tell one another.
  `create table signals (name text primary key, count bigint not null)`,
]

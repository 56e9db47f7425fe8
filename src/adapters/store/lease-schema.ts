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
  // What people did in Slack, by the id that Slack gave it: no replica does it twice.
  `create table seen_triggers (trigger_id text primary key, seen_at bigint not null)`,
]

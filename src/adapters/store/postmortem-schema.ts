import { type Kysely, sql } from 'kysely'

/** Actions that people put down after an incident, and postmortems that are about one. */
export async function tieToIncidents(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table actions add column incident text',
  'alter table postmortems add column about text',
  'create index postmortems_by_incident on postmortems (about, filed_at) where about is not null',
]

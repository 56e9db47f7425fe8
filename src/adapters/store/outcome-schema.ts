import { type Kysely, sql } from 'kysely'

/** How many requests an incident failed: money is by the request for some services. */
export async function createOutcomeTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = ['alter table incidents add column failed_events double precision']

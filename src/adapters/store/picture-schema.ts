import { type Kysely, sql } from 'kysely'

/** Pictures ask what happened to one service over a time, or to all of them. */
export async function indexForPictures(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'create index transitions_of_all on transitions (at)',
  'create index incidents_by_service on incidents (service, started_at)',
  'create index rollouts_by_time on rollouts (service, started_at)',
]

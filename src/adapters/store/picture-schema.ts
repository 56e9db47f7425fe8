import { type Kysely, sql } from 'kysely'

/** What happened to one service over a time is asked for with each picture of it. */
export async function indexForPictures(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'create index incidents_by_service on incidents (service, started_at)',
  'create index rollouts_by_time on rollouts (service, started_at)',
]

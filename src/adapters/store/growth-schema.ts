import { type Kysely, sql } from 'kysely'

/** What a store that has grown for years is aged and looked up by. */
export async function indexForGrowth(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table posts add column posted_at bigint',
  'create index posts_by_age on posts (posted_at)',
]

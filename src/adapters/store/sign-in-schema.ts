import { type Kysely, sql } from 'kysely'

export async function createSignInTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table sign_in_links (
    token_hash text primary key, user_id text not null, expires_at bigint not null
  )`,
  `create table page_sessions (
    token_hash text primary key, user_id text not null, name text not null, expires_at bigint not null
  )`,
]

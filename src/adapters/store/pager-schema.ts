import { type Kysely, sql } from 'kysely'

export async function createPagerTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table pager_alerts (
    key text primary key,
    cause text not null, "of" text not null, service text not null, pagers text not null, summary text not null,
    triggered_at bigint not null, taken_by text, taken_at bigint, resolved_at bigint
  )`,
  'create index pager_alerts_open on pager_alerts (service) where resolved_at is null',
]

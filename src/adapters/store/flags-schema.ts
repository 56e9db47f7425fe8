import { type Kysely, sql } from 'kysely'

export async function createFlagTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table flag_changes (
    id text primary key, rollback text not null, service text not null,
    provider text not null, key text not null, project text, environment text, off_variant text,
    notice text not null, why text not null, slo text not null, in_shadow integer not null,
    state text not null, mode text, before text, after text,
    asked_at bigint not null, owed_at bigint not null, attempts integer not null, not_before bigint not null,
    error text, restored_by text, anyway integer not null
  )`,
  'create index flag_changes_by_rollback on flag_changes (rollback)',
  'create index flag_changes_by_age on flag_changes (service, asked_at)',
  'create index flag_changes_by_state on flag_changes (state)',
]

import { type Kysely, sql } from 'kysely'

export async function createShadowTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table ended_shadows (
    kind text not null, name text not null,
    lines text not null, "by" text not null, at bigint not null,
    primary key (kind, name)
  )`,
  'create table shadowed_services (service text primary key, since bigint not null, line text not null)',
  `create table shadow_answers (
    id text primary key,
    at bigint not null, service text not null, change text not null, risk text not null,
    revision text, environment text not null, run text, asked_by text not null,
    decision text not null, level text not null, rule text not null, reasons text not null, seats text not null
  )`,
  'create index shadow_answers_by_age on shadow_answers (at)',
]

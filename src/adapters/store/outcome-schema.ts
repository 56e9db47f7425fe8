import { type Kysely, sql } from 'kysely'

/** What was deployed, and what became of it. What the gate let through before is known by the grants that were used. */
export async function createOutcomeTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table incidents add column failed_events double precision',
  `create table gate_passes (
    service text not null, environment text not null, revision text not null, occasion text not null,
    at bigint not null, change text not null, level text not null, request_id text, token text not null,
    primary key (service, environment, revision, occasion)
  )`,
  'create index gate_passes_by_time on gate_passes (at)',
  'create index gate_passes_by_request on gate_passes (request_id) where request_id is not null',
  `insert into gate_passes
    select service, environment, revision, 'grant ' || id, used_at, change, level, request_id, 'unknown'
    from grants where used_at is not null`,
  `create table outcomes (
    request_id text primary key,
    service text not null, way text not null,
    deployed_at bigint, over_ms bigint not null, state text not null,
    slo text, spent_ratio double precision, spent_before_ratio double precision, money text,
    told_at bigint not null
  )`,
  'create index outcomes_by_time on outcomes (told_at)',
]

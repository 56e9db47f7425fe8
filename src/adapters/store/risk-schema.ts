import { type Kysely, sql } from 'kysely'

export async function createRiskTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table risk_acts (
    catalog text not null, risk text not null,
    is_accepted integer not null, "by" text not null, at bigint not null, why text not null,
    bad_minutes_per_year double precision not null,
    primary key (catalog, risk)
  )`,
  `create table incident_risks (
    incident text primary key, catalog text not null, risk text not null, "by" text not null, at bigint not null
  )`,
  'create index incident_risks_by_catalog on incident_risks (catalog, risk)',
]

import { type Kysely, sql } from 'kysely'

/** What was measured of periods that are over. */
export async function createReportTables(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table period_figures (
        starts_at bigint not null, ends_at bigint not null, service text not null, slo text not null,
        measured_at bigint not null, service_title text not null, slo_title text not null,
        objective text not null, agreement text, "window" text not null,
        measured text not null, lost text, missed text,
        primary key (starts_at, ends_at, service, slo)
      )`,
    )
    .execute(db)
}

import { type Kysely, sql } from 'kysely'

/** A keyed hash beside each hash. Entries from before have none. */
export async function addAuditKeys(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit add column mac text`.execute(db)
}

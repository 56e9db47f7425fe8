import type { Kysely } from 'kysely'

/** Ways through a freeze, and what happens to approvals that nobody gives. */
export async function addWays(db: Kysely<unknown>): Promise<void> {
  for (const [column, type] of [
    ['way', 'text'],
    ['way_record', 'text'],
    ['escalations', 'text'],
    ['waiting_since', 'bigint'],
    ['reminded_at', 'bigint'],
  ] as const) {
    await db.schema.alterTable('requests').addColumn(column, type).execute()
  }
  await db.schema.createIndex('requests_by_way').on('requests').columns(['way', 'requested_at']).execute()
}

import type { Kysely } from 'kysely'

/** Policy notices that were said of a service, one row each. */
export async function createNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('said_notices')
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('said_at', 'bigint', (column) => column.notNull())
    .addColumn('last_held_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('said_notices_key', ['service', 'name'])
    .execute()
}

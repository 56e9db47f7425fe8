import type { Kysely } from 'kysely'

/** SLOs that recorded series describe, as they were last found. */
export async function createDiscovered(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('discovered_slos')
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('slo', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('objective', 'text', (column) => column.notNull())
    .addColumn('window_ms', 'bigint', (column) => column.notNull())
    .addColumn('missing_since', 'bigint')
    .addPrimaryKeyConstraint('discovered_slos_key', ['service', 'slo'])
    .execute()
}

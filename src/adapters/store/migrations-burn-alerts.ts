import type { Kysely } from 'kysely'

/** Burn alerts with how they were told last. */
export async function createBurnAlerts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('burn_alerts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('slo', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('burn_alerts_by_end')
    .on('burn_alerts')
    .columns(['ended_at', 'started_at'])
    .execute()
  await db.schema.createIndex('burn_alerts_by_thread').on('burn_alerts').columns(['thread']).execute()
}

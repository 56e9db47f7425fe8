import type { Kysely } from 'kysely'

/** Freezes and incidents that people declared, periods of scheduled freezes that were announced, and postmortems. */
export async function createHolds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('declared_holds')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('declared_by', 'text', (column) => column.notNull())
    .addColumn('declared_at', 'bigint', (column) => column.notNull())
    .addColumn('until', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', 'text')
    .execute()
  await db.schema
    .createIndex('declared_holds_by_end')
    .on('declared_holds')
    .columns(['ended_at', 'declared_at'])
    .execute()
  await db.schema
    .createTable('window_runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('until_at', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('services', 'text')
    .addColumn('changes', 'text')
    .addColumn('began_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema.createIndex('window_runs_by_end').on('window_runs').column('ended_at').execute()
  await db.schema
    .createTable('postmortems')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('filed_at', 'bigint', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('hold_id', 'text')
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('answers', 'text')
    .execute()
  await db.schema
    .createIndex('postmortems_by_time')
    .on('postmortems')
    .columns(['service', 'filed_at', 'id'])
    .execute()
}

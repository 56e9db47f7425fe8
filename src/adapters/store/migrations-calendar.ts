import type { Kysely } from 'kysely'

/** Planned deployments, who is away, and who watches which service. */
export async function createCalendar(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('planned_deployments')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('revision', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('risk', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('staggered', 'bigint', (column) => column.notNull())
    .addColumn('planned_by', 'text', (column) => column.notNull())
    .addColumn('planned_at', 'bigint', (column) => column.notNull())
    .addColumn('cancelled_at', 'bigint')
    .addColumn('told_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('planned_deployments_by_time')
    .on('planned_deployments')
    .columns(['at', 'id'])
    .execute()
  await db.schema
    .createTable('absences')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('first_day', 'text', (column) => column.notNull())
    .addColumn('last_day', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('absences_key', ['user_id', 'first_day'])
    .execute()
  await db.schema
    .createTable('stakeholders')
    .addColumn('service', 'text', (column) => column.primaryKey())
    .addColumn('user_ids', 'text', (column) => column.notNull())
    .execute()
}

/** When a planned deployment was let through. */
export async function addLetThrough(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('planned_deployments').addColumn('let_through_at', 'bigint').execute()
}

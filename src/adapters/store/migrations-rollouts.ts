import type { Kysely } from 'kysely'

/** Deployments on their way out; `detail` holds the plan and how far it has come. */
export async function createRollouts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rollouts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text')
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('revision', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
  for (const [name, columns] of [
    ['rollouts_by_request', ['request_id']],
    ['rollouts_by_revision', ['service', 'revision', 'environment']],
    ['rollouts_by_state', ['state', 'service']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('rollouts')
      .columns([...columns])
      .execute()
  }
}

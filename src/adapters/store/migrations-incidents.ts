import type { Kysely } from 'kysely'

/** What alerts detect, how often they fired, and what people note beside an incident. */
export async function detectIncidents(db: Kysely<unknown>): Promise<void> {
  for (const [column, type] of [
    ['opened_at', 'bigint'],
    ['closed_by', 'text'],
    ['cost_state', 'text'],
    ['corrected', 'text'],
    ['storm', 'text'],
    ['merged_into', 'text'],
    ['detection', 'text'],
  ] as const) {
    await db.schema.alterTable('incidents').addColumn(column, type).execute()
  }
  await db.schema.createIndex('incidents_by_opening').on('incidents').column('opened_at').execute()
  await db.schema.createIndex('incidents_by_cost_state').on('incidents').column('cost_state').execute()
  await db.schema
    .createTable('episodes')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('incident', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('episodes_by_alert', ['source', 'fingerprint', 'started_at'])
    .execute()
  await db.schema
    .createTable('incident_notes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('incident', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('incident_notes_by_incident').on('incident_notes').column('incident').execute()
}

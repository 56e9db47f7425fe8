import type { Kysely } from 'kysely'

/** How much of a reading's window was maintenance, and what its source said beside the figures. */
export async function addReadingRemarks(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('readings').addColumn('excluded_ms', 'bigint').execute()
  await db.schema.alterTable('readings').addColumn('warning', 'text').execute()
}

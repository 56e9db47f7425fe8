import type { Kysely } from 'kysely'

/** What a grant was given under, so that an edit of the policy cannot widen it. */
export async function addGrantSeats(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grants').addColumn('seats', 'text').execute()
}

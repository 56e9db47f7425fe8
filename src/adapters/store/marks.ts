import { sql } from 'kysely'
import type { Database } from './schema.ts'

/** How far the named work has got, in epoch milliseconds; 0 when it never began. */
export async function markOf(db: Database, name: string): Promise<number> {
  const mark = await db.selectFrom('marks').select('at').where('name', '=', name).executeTakeFirst()
  return mark?.at ?? 0
}

/** Moves the mark forward; one that is further already stays. */
export async function setMark(db: Database, name: string, at: number): Promise<void> {
  await db
    .insertInto('marks')
    .values({ name, at })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ at: sql.ref('excluded.at') })
        .where('marks.at', '<', at),
    )
    .execute()
}

import { sql } from 'kysely'
import type { LeaseStore } from '../../core/replicas/lease.ts'
import { together } from './database.ts'
import type { Database } from './schema.ts'
import { signalStorage } from './signal-storage.ts'

/** Each statement compares and sets at once: of two replicas that do the same, one gets its way. */
export const leaseStorage = (db: Database): LeaseStore => ({
  current: (name) => db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst(),

  async take(lease, seen) {
    const taken =
      seen === undefined
        ? await db
            .insertInto('leases')
            .values(lease)
            .onConflict((conflict) => conflict.column('name').doNothing())
            .returning('term')
            .executeTakeFirst()
        : await db
            .updateTable('leases')
            .set(lease)
            .where('name', '=', lease.name)
            .where('term', '=', seen.term)
            .where('beats', '=', seen.beats)
            .returning('term')
            .executeTakeFirst()
    return taken !== undefined
  },

  async renew(name, term) {
    const renewed = await db
      .updateTable('leases')
      .set({ beats: sql`"beats" + 1` })
      .where('name', '=', name)
      .where('term', '=', term)
      .returning('term')
      .executeTakeFirst()
    return renewed !== undefined
  },

  async release(name, term) {
    await together(db, async (within) => {
      await within.deleteFrom('leases').where('name', '=', name).where('term', '=', term).execute()
      await signalStorage(within).send(['lease'])
    })
  },
})

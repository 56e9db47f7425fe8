import type { SeenOnce } from '../../core/kernel/seen-once.ts'
import { HOUR_MS } from '../../core/kernel/time/duration.ts'
import type { Database } from './schema.ts'

export interface SeenStorage extends SeenOnce {
  /** Forgets what cannot be delivered again: Slack's signatures count for five minutes. */
  thin(now: number): Promise<void>
}

const PREFIX = 'seen/'
const KEPT_MS = HOUR_MS

export const seenStorage = (db: Database): SeenStorage => ({
  async isFirst(name, at) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('marks')
      .values({ name: `${PREFIX}${name}`, at })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  },

  async thin(now) {
    await db
      .deleteFrom('marks')
      .where('name', 'like', `${PREFIX}%`)
      .where((of) => of.or([of('at', '<', now - KEPT_MS), of('at', '>', now + KEPT_MS)]))
      .execute()
  },
})

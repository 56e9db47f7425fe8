import { PostgresAdapter, sql } from 'kysely'
import type { SignalStore } from '../../core/replicas/signals.ts'
import type { Database } from './schema.ts'

/** Whether several processes may use the database at one time. */
export const isShared = (db: Database): boolean => db.getExecutor().adapter instanceof PostgresAdapter

/** Where PostgreSQL tells that something was sent: of each schema, as each may be another bot's. */
export const SIGNAL_CHANNEL = sql<string>`'budgeteer ' || current_schema()`

/** Counts what is sent, for who asks, and tells who listens. */
export const signalStorage = (db: Database): SignalStore => ({
  async send(signals) {
    if (signals.length === 0 || !isShared(db)) return
    const rows = sql.join(signals.map((name) => sql`(${name}, 1)`))
    await sql`
      with sent as (
        insert into signals (name, count) values ${rows}
        on conflict (name) do update set count = signals.count + 1 returning name
      )
      select pg_notify(${SIGNAL_CHANNEL}, '')`.execute(db)
  },

  async counts() {
    const rows = await db.selectFrom('signals').selectAll().execute()
    return new Map(rows.map(({ name, count }) => [name, count]))
  },
})

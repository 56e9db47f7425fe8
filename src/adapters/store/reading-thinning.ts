import { sql } from 'kysely'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { together } from './database.ts'
import { markOf, setMark } from './marks.ts'
import type { Database } from './schema.ts'

/** Each grade keeps one reading per `keepMs` once readings are older than `afterMs`. */
const GRADES = [
  { mark: 'readings_five_minutes', afterMs: 2 * DAY_MS, keepMs: 5 * MINUTE_MS },
  { mark: 'readings_hours', afterMs: 14 * DAY_MS, keepMs: HOUR_MS },
] as const

/** So much is thinned in one transaction: with 1,000 SLOs a few hundred thousand readings. */
const SLICE_MS = 6 * HOUR_MS

/**
 * Of each five minutes, or hour, the last measured reading stays, or the last missing one where none was measured. Works
 * through what has aged since the last time, slice by slice, so that no transaction takes long. It can be stopped and
 * continued at any point.
 */
export async function thinReadings(db: Database, now: number, keptMs: number): Promise<void> {
  for (const { mark, afterMs, keepMs } of GRADES) {
    const until = floorTo(now - afterMs, keepMs)
    for (;;) {
      const next = await oldestFrom(db, await markOf(db, mark))
      const from = floorTo(next ?? until, keepMs)
      if (from >= until) break
      const upTo = Math.min(from + SLICE_MS, until)
      await together(db, async (transaction) => {
        await thinSlice(transaction, { from, upTo, keepMs })
        await setMark(transaction, mark, upTo)
      })
    }
  }
  await db
    .deleteFrom('readings')
    .where('series', 'in', (eb) => eb.selectFrom('series').select('id'))
    .where('at', '<', now - keptMs)
    .execute()
}

const floorTo = (at: number, step: number): number => Math.floor(at / step) * step

/** The first reading of any SLO at or after a time. */
async function oldestFrom(db: Database, from: number): Promise<number | null> {
  const { oldest } = await db
    .selectFrom('series')
    .select((eb) =>
      eb.fn
        .min<number | null>(
          eb
            .selectFrom('readings')
            .whereRef('readings.series', '=', 'series.id')
            .where('readings.at', '>=', from)
            .select((inner) => inner.fn.min('readings.at').as('at')),
        )
        .as('oldest'),
    )
    .executeTakeFirstOrThrow()
  return oldest
}

/**
 * Thins `[from, upTo)`, which holds whole buckets `[start, start + keepMs)`. It ranks each bucket once: to look for a better
 * reading beside each one, PostgreSQL compares all of an SLO's readings with each other.
 */
async function thinSlice(
  db: Database,
  { from, upTo, keepMs }: { readonly from: number; readonly upTo: number; readonly keepMs: number },
): Promise<void> {
  await sql`
    delete from "readings" where ("series", "at") in (
      select "series", "at" from (
        select "series", "at", row_number() over (
          partition by "series", "at" / ${sql.lit(keepMs)}
          order by case when "remaining_ratio" is null then 1 else 0 end, "at" desc
        ) as "place"
        from "readings"
        where "series" in (select "id" from "series") and "at" >= ${from} and "at" < ${upTo}
      ) as "ranked"
      where "place" > 1
    )`.execute(db)
}

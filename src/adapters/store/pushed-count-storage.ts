import { sql } from 'kysely'
import type { CountSum, HourCount, PushedCount, PushedCountStore } from '../../core/budgets/pushed-counts.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { CountRange, KeptGrains } from './count-ranges.ts'
import { bucketEnd, countRanges, GRAINS_MS } from './count-ranges.ts'
import { chunksOf, ONE, together } from './database.ts'
import { markOf, setMark } from './marks.ts'
import type { Database, PushedCountTable, SeriesTable } from './schema.ts'
import { seriesFor, seriesOf } from './series.ts'

/** Three days, the longest burn rate's lookback, and an hour to spare. */
const MINUTES_KEPT_MS = 3 * DAY_MS + HOUR_MS
/** A quarter, and a week to spare. */
const HOURS_KEPT_MS = 100 * DAY_MS
const KEYS_KEPT_MS = 7 * DAY_MS

const MINUTES_MARK = 'pushed_minutes'
const HOURS_MARK = 'pushed_hours'

/**
 * Every count is added to its minute, its hour and its day (UTC). Minutes are kept for three days, hours for 100 days at
 * most, days for as long as counts are kept. So the edges of a window are exact to the minute up to three days back and to the hour up to 100 days:
 * a 30-day window lets go of old counts once an hour, never early and at most an hour late.
 */
export class PushedCountStorage implements PushedCountStore {
  readonly #db: Database
  /** As far as this process knows; every sum checks it, because another process may have thinned. */
  #kept: KeptGrains = { minutesAfter: 0, hoursAfter: 0 }

  constructor(db: Database) {
    this.#db = db
  }

  async add(counts: readonly PushedCount[]): Promise<{ readonly added: number; readonly repeated: number }> {
    if (counts.length === 0) return { added: 0, repeated: 0 }
    return together(this.#db, async (db) => {
      const series = await seriesFor(db, counts)
      const fresh = await withoutRepeats(
        db,
        counts.map((count) => ({ count, series: series(count) })),
      )
      for (const chunk of chunksOf(bucketsOf(fresh), 5)) {
        await db
          .insertInto('pushed_counts')
          .values(chunk)
          .onConflict((conflict) =>
            conflict.columns(['series', 'grain_ms', 'ends_at']).doUpdateSet({
              good: sql`"pushed_counts"."good" + "excluded"."good"`,
              total: sql`"pushed_counts"."total" + "excluded"."total"`,
            }),
          )
          .execute()
      }
      await noteFirst(db, fresh)
      return { added: fresh.length, repeated: counts.length - fresh.length }
    })
  }

  /** Edges as the class says. */
  async sum(service: string, slo: string, from: number, to: number): Promise<CountSum | undefined> {
    for (;;) {
      const ranges = countRanges(from, to, this.#kept)
      if (ranges.length === 0) return undefined
      const found = await sumOfRanges(this.#db, service, slo, ranges)
      if (found.minutesAfter === this.#kept.minutesAfter && found.hoursAfter === this.#kept.hoursAfter) {
        return found.buckets === 0 ? undefined : { good: found.good, total: found.total }
      }
      this.#kept = { minutesAfter: found.minutesAfter, hoursAfter: found.hoursAfter }
    }
  }

  async hours(service: string, slo: string, from: number, to: number): Promise<readonly HourCount[]> {
    return this.#db
      .selectFrom('pushed_counts')
      .where('series', '=', seriesOf(service, slo))
      .where('grain_ms', '=', HOUR_MS)
      .where('ends_at', '>', from)
      .where('ends_at', '<=', to)
      .orderBy('ends_at')
      .select(['ends_at as endsAt', 'good', 'total'])
      .execute()
  }

  /** Exact, or the beginning of the oldest day that is kept. */
  async firstAt(service: string, slo: string): Promise<number | undefined> {
    const found = await this.#db
      .selectFrom('series')
      .innerJoin('pushed_counts', 'pushed_counts.series', 'series.id')
      .where('series.service', '=', service)
      .where('series.slo', '=', slo)
      .where('pushed_counts.grain_ms', '=', DAY_MS)
      .orderBy('pushed_counts.ends_at')
      .limit(ONE)
      .select(['series.first_counted_at', 'pushed_counts.ends_at'])
      .executeTakeFirst()
    return found && Math.max(found.first_counted_at ?? 0, found.ends_at - DAY_MS)
  }

  /**
   * First makes known which minutes and hours count no more, then deletes them in steps of an hour's (or day's) buckets,
   * so that nobody waits long; being stopped in between leaves rows that nothing reads and the next call deletes. A key is
   * kept for seven days from the first thinning that meets it.
   */
  async thin(now: number, keptMs = 400 * DAY_MS): Promise<void> {
    const minutesAfter = Math.floor((now - MINUTES_KEPT_MS) / HOUR_MS) * HOUR_MS
    const hoursAfter =
      Math.floor((now - Math.min(HOURS_KEPT_MS, Math.max(keptMs, MINUTES_KEPT_MS))) / DAY_MS) * DAY_MS
    await together(this.#db, async (db) => {
      await setMark(db, MINUTES_MARK, minutesAfter)
      await setMark(db, HOURS_MARK, hoursAfter)
      await db.deleteFrom('pushed_keys').where('forget_at', '<=', now).execute()
      await db
        .updateTable('pushed_keys')
        .set({ forget_at: now + KEYS_KEPT_MS })
        .where('forget_at', 'is', null)
        .execute()
    })
    await this.#forget(MINUTE_MS, await markOf(this.#db, MINUTES_MARK), HOUR_MS)
    await this.#forget(HOUR_MS, await markOf(this.#db, HOURS_MARK), DAY_MS)
    await this.#forget(DAY_MS, now - keptMs, 30 * DAY_MS)
  }

  /** Steps from oldest bucket to oldest bucket, so that a count from the distant past costs one step and no more. */
  async #forget(grainMs: number, upTo: number, stepMs: number): Promise<void> {
    for (;;) {
      const { oldest } = await this.#db
        .selectFrom('series')
        .select((eb) =>
          eb.fn
            .min<number | null>(
              eb
                .selectFrom('pushed_counts')
                .whereRef('pushed_counts.series', '=', 'series.id')
                .where('pushed_counts.grain_ms', '=', grainMs)
                .select((inner) => inner.fn.min('pushed_counts.ends_at').as('ends_at')),
            )
            .as('oldest'),
        )
        .executeTakeFirstOrThrow()
      if (oldest === null || oldest > upTo) return
      await this.#db
        .deleteFrom('pushed_counts')
        .where('series', 'in', (eb) => eb.selectFrom('series').select('id'))
        .where('grain_ms', '=', grainMs)
        .where('ends_at', '<=', Math.min(oldest + stepMs, upTo))
        .execute()
    }
  }
}

interface CountOfSeries {
  readonly count: PushedCount
  readonly series: SeriesTable
}

async function withoutRepeats(
  db: Database,
  counts: readonly CountOfSeries[],
): Promise<readonly CountOfSeries[]> {
  const keyed = new Map<string, { series: number; key: string; forget_at: null }>()
  for (const { count, series } of counts) {
    if (count.key !== undefined)
      keyed.set(`${series.id} ${count.key}`, { series: series.id, key: count.key, forget_at: null })
  }
  const unseen = new Set<string>()
  for (const chunk of chunksOf([...keyed.values()], 3)) {
    const inserted = await db
      .insertInto('pushed_keys')
      .values(chunk)
      .onConflict((conflict) => conflict.columns(['series', 'key']).doNothing())
      .returning(['series', 'key'])
      .execute()
    for (const { series, key } of inserted) unseen.add(`${series} ${key}`)
  }
  // `delete` so that a key counts once even when it comes twice in one push.
  return counts.filter(
    ({ count, series }) => count.key === undefined || unseen.delete(`${series.id} ${count.key}`),
  )
}

function bucketsOf(counts: readonly CountOfSeries[]): readonly PushedCountTable[] {
  const buckets = new Map<string, PushedCountTable>()
  for (const { count, series } of counts) {
    for (const grain_ms of GRAINS_MS) {
      const ends_at = bucketEnd(count.at, grain_ms)
      const key = `${series.id} ${grain_ms} ${ends_at}`
      const bucket = buckets.get(key) ?? { series: series.id, grain_ms, ends_at, good: 0, total: 0 }
      bucket.good += count.good
      bucket.total += count.total
      buckets.set(key, bucket)
    }
  }
  return [...buckets.values()]
}

async function noteFirst(db: Database, counts: readonly CountOfSeries[]): Promise<void> {
  const firsts = new Map<number, number>()
  for (const { count, series } of counts) {
    const known = firsts.get(series.id) ?? series.first_counted_at ?? Infinity
    if (count.at < known) firsts.set(series.id, count.at)
  }
  for (const [id, at] of firsts) {
    await db.updateTable('series').set({ first_counted_at: at }).where('id', '=', id).execute()
  }
}

/** One statement, which also says how far thinning had got when it ran. */
async function sumOfRanges(
  db: Database,
  service: string,
  slo: string,
  ranges: readonly CountRange[],
): Promise<{ buckets: number; good: number; total: number } & KeptGrains> {
  const parts = ranges.map(
    ({ grainMs, after, upTo }) => sql`
      select "good", "total" from "pushed_counts"
      where "series" = ${seriesOf(service, slo)}
        and "grain_ms" = ${grainMs} and "ends_at" > ${after} and "ends_at" <= ${upTo}`,
  )
  const { rows } = await sql<{
    buckets: number
    good: number | null
    total: number | null
    minutes_after: number | null
    hours_after: number | null
  }>`
    select count(*) as "buckets", sum("good") as "good", sum("total") as "total",
      (select "at" from "marks" where "name" = ${MINUTES_MARK}) as "minutes_after",
      (select "at" from "marks" where "name" = ${HOURS_MARK}) as "hours_after"
    from (${sql.join(parts, sql` union all `)}) as "part"`.execute(db)
  const [found] = rows
  return {
    buckets: found?.buckets ?? 0,
    good: found?.good ?? 0,
    total: found?.total ?? 0,
    minutesAfter: found?.minutes_after ?? 0,
    hoursAfter: found?.hours_after ?? 0,
  }
}

import { sql } from 'kysely'
import type { PushedCount, PushedCountStore } from '../../core/budgets/pushed-counts.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { CountRange, KeptGrains } from './count-ranges.ts'
import { bucketEnd, countRanges, GRAINS_MS } from './count-ranges.ts'
import { chunksOf, ONE, together } from './database.ts'
import { markOf, setMark } from './marks.ts'
import type { Database, PushedCountRow, SeriesRow } from './schema.ts'
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
 * most, days for as long as counts are kept. So the edges of a window are exact to the minute up to three days back and to
 * the hour up to 100 days: a 30-day window lets go of old counts once an hour, never early and at most an hour late.
 */
export function pushedCountStorage(db: Database): PushedCountStore {
  /** As far as this process knows; every sum checks it, because another process may have thinned. */
  let kept: KeptGrains = { minutesAfter: 0, hoursAfter: 0 }
  return {
    async add(counts) {
      if (counts.length === 0) return { added: 0, repeated: 0 }
      return together(db, async (within) => {
        const series = await seriesFor(within, counts)
        const fresh = await withoutRepeats(
          within,
          counts.map((count) => ({ count, series: series(count) })),
        )
        for (const chunk of chunksOf(bucketsOf(fresh), 5)) {
          await within
            .insertInto('pushedCounts')
            .values(chunk)
            .onConflict((conflict) =>
              conflict.columns(['series', 'grainMs', 'endsAt']).doUpdateSet({
                good: sql`"pushed_counts"."good" + "excluded"."good"`,
                total: sql`"pushed_counts"."total" + "excluded"."total"`,
              }),
            )
            .execute()
        }
        await noteFirst(within, fresh)
        return { added: fresh.length, repeated: counts.length - fresh.length }
      })
    },

    /** Edges as the function says. */
    async sum(service, slo, from, to) {
      for (;;) {
        const ranges = countRanges(from, to, kept)
        if (ranges.length === 0) return undefined
        const found = await sumOfRanges(db, service, slo, ranges)
        const { buckets, good, total, minutesAfter, hoursAfter } = found
        if (minutesAfter === kept.minutesAfter && hoursAfter === kept.hoursAfter)
          return buckets === 0 ? undefined : { good, total }
        kept = { minutesAfter, hoursAfter }
      }
    },

    hours: (service, slo, from, to) =>
      db
        .selectFrom('pushedCounts')
        .where('series', '=', seriesOf(service, slo))
        .where('grainMs', '=', HOUR_MS)
        .where('endsAt', '>', from)
        .where('endsAt', '<=', to)
        .orderBy('endsAt')
        .select(['endsAt', 'good', 'total'])
        .execute(),

    /** Exact, or the beginning of the oldest day that is kept. */
    async firstAt(service, slo) {
      const found = await db
        .selectFrom('series')
        .innerJoin('pushedCounts', 'pushedCounts.series', 'series.id')
        .where('series.service', '=', service)
        .where('series.slo', '=', slo)
        .where('pushedCounts.grainMs', '=', DAY_MS)
        .orderBy('pushedCounts.endsAt')
        .limit(ONE)
        .select(['series.firstCountedAt', 'pushedCounts.endsAt'])
        .executeTakeFirst()
      return found && Math.max(found.firstCountedAt ?? 0, found.endsAt - DAY_MS)
    },

    async newestTimes(service, slo, to, most) {
      let times: readonly number[] = []
      // Minutes are kept for days only: of what is pushed more rarely, hours tell more.
      for (const grainMs of [MINUTE_MS, HOUR_MS, DAY_MS]) {
        if (times.length > 1) break
        const rows = await db
          .selectFrom('pushedCounts')
          .where('series', '=', seriesOf(service, slo))
          .where('grainMs', '=', grainMs)
          .where('endsAt', '<=', bucketEnd(to, grainMs))
          .orderBy('endsAt', 'desc')
          .limit(sql.lit(most))
          .select('endsAt')
          .execute()
        if (rows.length > times.length) times = rows.map(({ endsAt }) => endsAt)
      }
      return times
    },

    /**
     * First records which minutes and hours no longer count, then deletes them in steps of an hour's (or day's) buckets,
     * so that no transaction takes long. If it is stopped in between, unused rows are left, which the next call deletes.
     * A key is kept for seven days from the first thinning that meets it.
     */
    async thin(now, keptMs = 400 * DAY_MS) {
      const minutesAfter = Math.floor((now - MINUTES_KEPT_MS) / HOUR_MS) * HOUR_MS
      const hoursAfter =
        Math.floor((now - Math.min(HOURS_KEPT_MS, Math.max(keptMs, MINUTES_KEPT_MS))) / DAY_MS) * DAY_MS
      await together(db, async (within) => {
        await setMark(within, MINUTES_MARK, minutesAfter)
        await setMark(within, HOURS_MARK, hoursAfter)
        await within.deleteFrom('pushedKeys').where('forgetAt', '<=', now).execute()
        await within
          .updateTable('pushedKeys')
          .set({ forgetAt: now + KEYS_KEPT_MS })
          .where('forgetAt', 'is', null)
          .execute()
      })
      await forget(db, MINUTE_MS, await markOf(db, MINUTES_MARK), HOUR_MS)
      await forget(db, HOUR_MS, await markOf(db, HOURS_MARK), DAY_MS)
      await forget(db, DAY_MS, now - keptMs, 30 * DAY_MS)
    },
  }
}

/** Steps from oldest bucket to oldest bucket, so that a count from the distant past costs one step and no more. */
async function forget(db: Database, grainMs: number, upTo: number, stepMs: number): Promise<void> {
  for (;;) {
    const { oldest } = await db
      .selectFrom('series')
      .select((eb) =>
        eb.fn
          .min<number | null>(
            eb
              .selectFrom('pushedCounts')
              .whereRef('pushedCounts.series', '=', 'series.id')
              .where('pushedCounts.grainMs', '=', grainMs)
              .select((inner) => inner.fn.min('pushedCounts.endsAt').as('endsAt')),
          )
          .as('oldest'),
      )
      .executeTakeFirstOrThrow()
    if (oldest === null || oldest > upTo) return
    await db
      .deleteFrom('pushedCounts')
      .where('series', 'in', (eb) => eb.selectFrom('series').select('id'))
      .where('grainMs', '=', grainMs)
      .where('endsAt', '<=', Math.min(oldest + stepMs, upTo))
      .execute()
  }
}

interface CountOfSeries {
  readonly count: PushedCount
  readonly series: SeriesRow
}

async function withoutRepeats(
  db: Database,
  counts: readonly CountOfSeries[],
): Promise<readonly CountOfSeries[]> {
  const keyed = new Map<string, { series: number; key: string; forgetAt: null }>()
  for (const { count, series } of counts) {
    if (count.key !== undefined)
      keyed.set(`${series.id} ${count.key}`, { series: series.id, key: count.key, forgetAt: null })
  }
  const unseen = new Set<string>()
  for (const chunk of chunksOf([...keyed.values()], 3)) {
    const inserted = await db
      .insertInto('pushedKeys')
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

function bucketsOf(counts: readonly CountOfSeries[]): readonly PushedCountRow[] {
  const buckets = new Map<string, PushedCountRow>()
  for (const { count, series } of counts) {
    for (const grainMs of GRAINS_MS) {
      const endsAt = bucketEnd(count.at, grainMs)
      const key = `${series.id} ${grainMs} ${endsAt}`
      const bucket = buckets.get(key) ?? { series: series.id, grainMs, endsAt, good: 0, total: 0 }
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
    const known = firsts.get(series.id) ?? series.firstCountedAt ?? Infinity
    if (count.at < known) firsts.set(series.id, count.at)
  }
  for (const [id, at] of firsts) {
    await db.updateTable('series').set({ firstCountedAt: at }).where('id', '=', id).execute()
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
    minutesAfter: number | null
    hoursAfter: number | null
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
    minutesAfter: found?.minutesAfter ?? 0,
    hoursAfter: found?.hoursAfter ?? 0,
  }
}

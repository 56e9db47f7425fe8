import { type RawBuilder, sql } from 'kysely'
import { SAME_RATIO_WITHIN } from '../../core/budgets/compare.ts'
import type { ReadingStore } from '../../core/budgets/reading.ts'
import { DAY_MS, HOUR_MS } from '../../core/kernel/time/duration.ts'
import { chunksOf, ONE, save, together } from './database.ts'
import { measuredReadingOf, readingOf, rowOf } from './reading-row.ts'
import { thinReadings } from './reading-thinning.ts'
import type { Database } from './schema.ts'
import { seriesFor, seriesOf } from './series.ts'

export function readingStorage(db: Database): ReadingStore {
  const measured = (service: string, slo: string) =>
    db
      .selectFrom('readings')
      .where('series', '=', seriesOf(service, slo))
      .where('remainingRatio', 'is not', null)
      .selectAll()
  return {
    /** A second reading of an SLO at the same time replaces the first. */
    async add(readings) {
      if (readings.length === 0) return
      await together(db, async (within) => {
        const series = await seriesFor(within, readings)
        const rows = new Map(
          readings.map((reading) => {
            const row = rowOf(reading, series(reading).id)
            return [`${row.series}@${row.at}`, row]
          }),
        )
        await save(within, 'readings', ['series', 'at'], [...rows.values()])
      })
    },

    async latest() {
      const rows = await db
        .selectFrom('series')
        .innerJoin('readings', 'readings.series', 'series.id')
        .where('readings.at', '=', (query) =>
          query
            .selectFrom('readings as newer')
            .whereRef('newer.series', '=', 'series.id')
            .select((eb) => eb.fn.max('newer.at').as('at')),
        )
        .selectAll('readings')
        .select(['series.service', 'series.slo'])
        .orderBy('series.id')
        .execute()
      return rows.map((row) => readingOf(row, row.service, row.slo))
    },

    /** Of two equally near ones the older. */
    async near(service, slo, at, toleranceMs) {
      const one = measured(service, slo).limit(ONE)
      const before = await one
        .where('at', '<=', at)
        .where('at', '>=', at - toleranceMs)
        .orderBy('at', 'desc')
        .executeTakeFirst()
      const after = await one
        .where('at', '>', at)
        .where('at', '<=', at + toleranceMs)
        .orderBy('at', 'asc')
        .executeTakeFirst()
      const nearest =
        before === undefined || (after !== undefined && after.at - at < at - before.at) ? after : before
      return nearest && measuredReadingOf(nearest, service, slo)
    },

    async between(service, slo, from, to) {
      const rows = await measured(service, slo)
        .where('at', '>', from)
        .where('at', '<=', to)
        .orderBy('at', 'asc')
        .execute()
      return rows.map((row) => measuredReadingOf(row, service, slo))
    },

    async during(from, to) {
      const rows = await db
        .selectFrom('series')
        .innerJoin('readings', 'readings.series', 'series.id')
        .where('readings.at', '>', from)
        .where('readings.at', '<=', to)
        .selectAll('readings')
        .select(['series.service', 'series.slo'])
        .orderBy('readings.at')
        .orderBy('series.id')
        .execute()
      return rows.map((row) => readingOf(row, row.service, row.slo))
    },

    async spaced(service, slo, { from, to, stepMs, beside }) {
      const step = sql.raw(`"at" / ${Math.max(1, Math.floor(stepMs))}`)
      const extreme = sql.raw(beside === 'least-left' ? '"remaining_ratio"' : '"burn_1h" desc nulls last')
      const place = (order: RawBuilder<unknown>) =>
        sql<number>`row_number() over (partition by ${step} order by ${order})`
      const rows = await db
        .with('ranked', () =>
          measured(service, slo)
            .where('at', '>', from)
            .where('at', '<=', to)
            .select(place(sql`"at" desc`).as('fromEnd'))
            .select(place(sql`${extreme}, "at" desc`).as('fromExtreme')),
        )
        .selectFrom('ranked')
        .selectAll()
        .where((eb) => eb.or([eb('fromEnd', '=', 1), eb('fromExtreme', '=', 1)]))
        .orderBy('at')
        .execute()
      return rows.map((row) => measuredReadingOf(row, service, slo))
    },

    async dailySpends(service, slo, at, days) {
      const spends: (number | null)[] = []
      const times = Array.from({ length: days }, (_, day) => at - day * DAY_MS)
      for (const chunk of chunksOf(times, 1)) {
        const { rows } = await sql<{ spend: number | null }>`
          select (
            select "spent_last_day_ratio" from "readings"
            where "series" = ${seriesOf(service, slo)} and "remaining_ratio" is not null
              and "at" <= "looked"."up_to" and "at" >= "looked"."up_to" - ${HOUR_MS}
            order by "at" desc limit 1
          ) as "spend"
          from (
            with "days"("up_to") as (values ${sql.join(chunk.map((upTo) => sql`(cast(${upTo} as bigint))`))})
            select * from "days"
          ) as "looked"
          order by "looked"."up_to" desc`.execute(db)
        spends.push(...rows.map(({ spend }) => spend))
      }
      return spends
    },

    /** A missing reading neither interrupts nor starts it. */
    async exhaustedSince(service, slo) {
      const { since } = await measured(service, slo)
        .where('at', '>', (eb) =>
          eb.fn.coalesce(
            eb
              .selectFrom('readings as leftOver')
              .where('leftOver.series', '=', seriesOf(service, slo))
              .where('leftOver.remainingRatio', '>', SAME_RATIO_WITHIN)
              .orderBy('leftOver.at', 'desc')
              .limit(ONE)
              .select('leftOver.at'),
            sql.lit(-1),
          ),
        )
        .clearSelect()
        .select((eb) => eb.fn.min<number | null>('at').as('since'))
        .executeTakeFirstOrThrow()
      return since ?? undefined
    },

    async missedRatio(service, slo, from, to) {
      const hour = sql.raw<number>(`"at" / ${HOUR_MS}`)
      const missedHour = sql<number>`case when "remaining_ratio" <= ${sql.lit(SAME_RATIO_WITHIN)} then ${hour} end`
      const { first, hours, missed } = await measured(service, slo)
        .where('at', '>', from)
        .where('at', '<=', to)
        .clearSelect()
        .select((eb) => [
          eb.fn.min<number | null>('at').as('first'),
          eb.fn.count<number>(hour).distinct().as('hours'),
          eb.fn.count<number>(missedHour).distinct().as('missed'),
        ])
        .executeTakeFirstOrThrow()
      return first === null || first - from > DAY_MS ? undefined : missed / hours
    },

    thin: (now, keptMs = 400 * DAY_MS) => thinReadings(db, now, keptMs),
  }
}

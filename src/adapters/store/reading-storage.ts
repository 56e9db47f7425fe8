import { sql } from 'kysely'
import { SAME_RATIO_WITHIN } from '../../core/budgets/compare.ts'
import type { MeasuredReading, Reading, ReadingStore } from '../../core/budgets/reading.ts'
import { DAY_MS, HOUR_MS } from '../../core/kernel/time/duration.ts'
import { chunksOf, ONE, replaced, together } from './database.ts'
import { FIGURES, measuredReadingOf, readingOf, rowOf } from './reading-row.ts'
import { thinReadings } from './reading-thinning.ts'
import type { Database } from './schema.ts'
import { seriesFor, seriesOf } from './series.ts'

export class ReadingStorage implements ReadingStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** A second reading of an SLO at the same time replaces the first. */
  async add(readings: readonly Reading[]): Promise<void> {
    if (readings.length === 0) return
    await together(this.#db, async (db) => {
      const series = await seriesFor(db, readings)
      const rows = new Map(
        readings.map((reading) => {
          const row = rowOf(reading, series(reading).id)
          return [`${row.series}@${row.at}`, row]
        }),
      )
      for (const chunk of chunksOf([...rows.values()], FIGURES.length + 2)) {
        await db
          .insertInto('readings')
          .values(chunk)
          .onConflict((conflict) => conflict.columns(['series', 'at']).doUpdateSet(replaced(FIGURES)))
          .execute()
      }
    })
  }

  async latest(): Promise<readonly Reading[]> {
    const rows = await this.#db
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
  }

  /** Of two equally near ones the older. */
  async near(
    service: string,
    slo: string,
    at: number,
    toleranceMs: number,
  ): Promise<MeasuredReading | undefined> {
    const measured = this.#measured(service, slo).limit(ONE)
    const before = await measured
      .where('at', '<=', at)
      .where('at', '>=', at - toleranceMs)
      .orderBy('at', 'desc')
      .executeTakeFirst()
    const after = await measured
      .where('at', '>', at)
      .where('at', '<=', at + toleranceMs)
      .orderBy('at', 'asc')
      .executeTakeFirst()
    const nearest =
      before === undefined || (after !== undefined && after.at - at < at - before.at) ? after : before
    return nearest && measuredReadingOf(nearest, service, slo)
  }

  async between(service: string, slo: string, from: number, to: number): Promise<readonly MeasuredReading[]> {
    const rows = await this.#measured(service, slo)
      .where('at', '>', from)
      .where('at', '<=', to)
      .orderBy('at', 'asc')
      .execute()
    return rows.map((row) => measuredReadingOf(row, service, slo))
  }

  async dailySpends(
    service: string,
    slo: string,
    at: number,
    days: number,
  ): Promise<readonly (number | null)[]> {
    const spends: (number | null)[] = []
    for (const chunk of chunksOf(
      Array.from({ length: days }, (_, day) => at - day * DAY_MS),
      1,
    )) {
      const { rows } = await sql<{ spend: number | null }>`
        select (
          select "spent_last_day_ratio" from "readings"
          where "series" = ${seriesOf(service, slo)} and "remaining_ratio" is not null
            and "at" <= "looked"."up_to" and "at" >= "looked"."up_to" - ${HOUR_MS}
          order by "at" desc limit 1
        ) as "spend"
        from (
          with "days"("up_to") as (values ${sql.join(chunk.map((upTo) => sql`(${upTo})`))})
          select * from "days"
        ) as "looked"
        order by "looked"."up_to" desc`.execute(this.#db)
      spends.push(...rows.map(({ spend }) => spend))
    }
    return spends
  }

  /** A missing reading is no break, and starts nothing. */
  async exhaustedSince(service: string, slo: string): Promise<number | undefined> {
    const { since } = await this.#measured(service, slo)
      .where('at', '>', (eb) =>
        eb.fn.coalesce(
          eb
            .selectFrom('readings as left_over')
            .where('left_over.series', '=', seriesOf(service, slo))
            .where('left_over.remaining_ratio', '>', SAME_RATIO_WITHIN)
            .orderBy('left_over.at', 'desc')
            .limit(ONE)
            .select('left_over.at'),
          sql.lit(-1),
        ),
      )
      .clearSelect()
      .select((eb) => eb.fn.min<number | null>('at').as('since'))
      .executeTakeFirstOrThrow()
    return since ?? undefined
  }

  async missedRatio(service: string, slo: string, from: number, to: number): Promise<number | undefined> {
    const hour = sql.raw<number>(`"at" / ${HOUR_MS}`)
    const missedHour = sql<number>`case when "remaining_ratio" <= ${sql.lit(SAME_RATIO_WITHIN)} then ${hour} end`
    const { first, hours, missed } = await this.#measured(service, slo)
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
  }

  thin(now: number, keptMs = 400 * DAY_MS): Promise<void> {
    return thinReadings(this.#db, now, keptMs)
  }

  #measured(service: string, slo: string) {
    return this.#db
      .selectFrom('readings')
      .where('series', '=', seriesOf(service, slo))
      .where('remaining_ratio', 'is not', null)
      .selectAll()
  }
}

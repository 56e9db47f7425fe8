import { sql } from 'kysely'
import type { MeasuredReading, Reading, ReadingStore } from '../budgets/reading.ts'
import type { MissingReason } from '../budgets/sli-source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/duration.ts'
import { chunksOf, replaced, together } from './database.ts'
import { markOf, setMark } from './marks.ts'
import type { Database, ReadingTable } from './schema.ts'
import { seriesFor, seriesOf } from './series.ts'
import type { Place } from './stored-value.ts'
import { storedNumber, storedWord } from './stored-value.ts'

/** Each grade keeps one reading per `keepMs` once readings are older than `afterMs`. */
const GRADES = [
  { mark: 'readings_five_minutes', afterMs: 2 * DAY_MS, keepMs: 5 * MINUTE_MS },
  { mark: 'readings_hours', afterMs: 14 * DAY_MS, keepMs: HOUR_MS },
] as const
const FORGET_AFTER_MS = 400 * DAY_MS

/** A budget within this of zero is spent: the figures are quotients. */
const SNAP = 1e-9

const MISSING_REASONS: Record<MissingReason, true> = {
  no_data: true,
  no_traffic: true,
  not_a_number: true,
  query_failed: true,
  source_unreachable: true,
  source_timeout: true,
}

const FIGURES = [
  'missing_reason',
  'missing_detail',
  'good',
  'total',
  'error_ratio',
  'remaining_ratio',
  'burn_5m',
  'burn_1h',
  'burn_6h',
  'burn_1d',
  'burn_3d',
  'spent_last_day_ratio',
  'exhausts_in_ms',
  'coverage',
] as const

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
    const measured = this.#measured(service, slo).limit(1)
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

  /** A missing reading is no break, and starts nothing. */
  async exhaustedSince(service: string, slo: string): Promise<number | undefined> {
    const { since } = await this.#measured(service, slo)
      .where('at', '>', (eb) =>
        eb.fn.coalesce(
          eb
            .selectFrom('readings as left_over')
            .where('left_over.series', '=', seriesOf(service, slo))
            .where('left_over.remaining_ratio', '>', SNAP)
            .orderBy('left_over.at', 'desc')
            .limit(1)
            .select('left_over.at'),
          sql.lit(-1),
        ),
      )
      .clearSelect()
      .select((eb) => eb.fn.min<number | null>('at').as('since'))
      .executeTakeFirstOrThrow()
    return since ?? undefined
  }

  /**
   * Of each five minutes, or hour, the last measured reading stays, or the last missing one where none was measured. Works
   * through what has aged since the last time, a day's worth in each transaction, so that nobody waits long. Can be
   * stopped anywhere and begun again.
   */
  async thin(now: number): Promise<void> {
    for (const { mark, afterMs, keepMs } of GRADES) {
      const until = floorTo(now - afterMs, keepMs)
      let from = Math.max(await markOf(this.#db, mark), floorTo(await this.#oldest(now), keepMs))
      while (from < until) {
        const slice = { after: from, upTo: Math.min(from + DAY_MS, until), keepMs }
        await together(this.#db, async (db) => {
          await thinSlice(db, slice)
          await setMark(db, mark, slice.upTo)
        })
        from = slice.upTo
      }
    }
    await this.#db
      .deleteFrom('readings')
      .where('series', 'in', (eb) => eb.selectFrom('series').select('id'))
      .where('at', '<', now - FORGET_AFTER_MS)
      .execute()
  }

  async #oldest(otherwise: number): Promise<number> {
    const { oldest } = await this.#db
      .selectFrom('series')
      .select((eb) =>
        eb.fn
          .min<number | null>(
            eb
              .selectFrom('readings')
              .whereRef('readings.series', '=', 'series.id')
              .select((inner) => inner.fn.min('readings.at').as('at')),
          )
          .as('oldest'),
      )
      .executeTakeFirstOrThrow()
    return oldest ?? otherwise
  }

  #measured(service: string, slo: string) {
    return this.#db
      .selectFrom('readings')
      .where('series', '=', seriesOf(service, slo))
      .where('remaining_ratio', 'is not', null)
      .selectAll()
  }
}

const floorTo = (at: number, step: number): number => Math.floor(at / step) * step

async function thinSlice(
  db: Database,
  slice: { readonly after: number; readonly upTo: number; readonly keepMs: number },
): Promise<void> {
  // The buckets are [start, start + keepMs).
  await sql`
    delete from "readings"
    where "series" in (select "id" from "series") and "at" >= ${slice.after} and "at" < ${slice.upTo}
      and exists (
        select 1 from "readings" as "kept"
        where "kept"."series" = "readings"."series"
          and "kept"."at" >= "readings"."at" - "readings"."at" % ${slice.keepMs}
          and "kept"."at" < "readings"."at" - "readings"."at" % ${slice.keepMs} + ${slice.keepMs}
          and (
            ("kept"."remaining_ratio" is not null and "readings"."remaining_ratio" is null)
            or ("kept"."at" > "readings"."at"
              and ("kept"."remaining_ratio" is not null or "readings"."remaining_ratio" is null))
          )
      )`.execute(db)
}

function rowOf(reading: Reading, series: number): ReadingTable {
  if (reading.kind === 'missing') {
    return {
      series,
      at: reading.at,
      missing_reason: reading.reason,
      missing_detail: reading.detail,
      good: null,
      total: null,
      error_ratio: null,
      remaining_ratio: null,
      burn_5m: null,
      burn_1h: null,
      burn_6h: null,
      burn_1d: null,
      burn_3d: null,
      spent_last_day_ratio: null,
      exhausts_in_ms: null,
      coverage: null,
    }
  }
  return {
    series,
    at: reading.at,
    missing_reason: null,
    missing_detail: null,
    good: reading.good,
    total: reading.total,
    error_ratio: reading.errorRatio,
    remaining_ratio: reading.remainingRatio,
    burn_5m: reading.burnRates['5m'],
    burn_1h: reading.burnRates['1h'],
    burn_6h: reading.burnRates['6h'],
    burn_1d: reading.burnRates['1d'],
    burn_3d: reading.burnRates['3d'],
    spent_last_day_ratio: reading.spentLastDayRatio,
    exhausts_in_ms: reading.exhaustsInMs,
    coverage: reading.coverage,
  }
}

function readingOf(row: ReadingTable, service: string, slo: string): Reading {
  if (row.missing_reason === null) return measuredReadingOf(row, service, slo)
  return {
    kind: 'missing',
    service,
    slo,
    at: row.at,
    reason: storedWord(row.missing_reason, MISSING_REASONS, placeOf(row, service, slo, 'missing_reason')),
    detail: row.missing_detail ?? '',
  }
}

function measuredReadingOf(row: ReadingTable, service: string, slo: string): MeasuredReading {
  const figure = (column: 'error_ratio' | 'remaining_ratio' | 'coverage'): number =>
    storedNumber(row[column], placeOf(row, service, slo, column))
  return {
    kind: 'measured',
    service,
    slo,
    at: row.at,
    good: row.good,
    total: row.total,
    errorRatio: figure('error_ratio'),
    remainingRatio: figure('remaining_ratio'),
    burnRates: {
      '5m': row.burn_5m,
      '1h': row.burn_1h,
      '6h': row.burn_6h,
      '1d': row.burn_1d,
      '3d': row.burn_3d,
    },
    spentLastDayRatio: row.spent_last_day_ratio,
    exhaustsInMs: row.exhausts_in_ms,
    coverage: figure('coverage'),
  }
}

const placeOf = (row: ReadingTable, service: string, slo: string, column: string): Place => ({
  table: 'readings',
  id: `${service}/${slo} at ${row.at}`,
  column,
})

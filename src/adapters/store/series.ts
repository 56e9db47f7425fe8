import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { chunksOf, insert } from './database.ts'
import type { Database, SeriesRow } from './schema.ts'

interface SloName {
  readonly service: string
  readonly slo: string
}

const keyOf = ({ service, slo }: SloName): string => JSON.stringify([service, slo])

/** The number of an SLO's series, as a subquery; null where nothing was ever stored for it. */
export const seriesOf = (service: string, slo: string): RawBuilder<number> =>
  sql`(select "id" from "series" where "service" = ${service} and "slo" = ${slo})`

/** Looks up the series of SLOs and creates those that are new. To be called inside a transaction. */
export async function seriesFor(
  db: Database,
  names: readonly SloName[],
): Promise<(name: SloName) => SeriesRow> {
  const wanted = new Map(names.map((name) => [keyOf(name), name]))
  const found = new Map<string, SeriesRow>()
  const services = [...new Set(names.map(({ service }) => service))]
  for (const chunk of chunksOf(services, 1)) {
    const rows = await db.selectFrom('series').selectAll().where('service', 'in', chunk).execute()
    for (const row of rows) found.set(keyOf(row), row)
  }
  const fresh = [...wanted].filter(([key]) => !found.has(key))
  if (fresh.length > 0) {
    const { last } = await db
      .selectFrom('series')
      .select((eb) => eb.fn.max<number | null>('id').as('last'))
      .executeTakeFirstOrThrow()
    const rows = fresh.map(([, { service, slo }], index) => ({
      id: (last ?? 0) + 1 + index,
      service,
      slo,
      firstCountedAt: null,
    }))
    await insert(db, 'series', rows)
    for (const row of rows) found.set(keyOf(row), row)
  }
  return (name) => {
    const series = found.get(keyOf(name))
    if (series === undefined) throw new Error(`no series was asked for ${name.service}/${name.slo}`)
    return series
  }
}

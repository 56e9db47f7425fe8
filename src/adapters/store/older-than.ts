import { type RawBuilder, sql } from 'kysely'
import type { Place } from '../../core/kernel/paging.ts'

/** That a row of a list, newest first by the column `time` and then by id, stands after a place; after none: any row. */
export const olderThan = (time: string, before: Place | null): RawBuilder<boolean> =>
  before === null
    ? sql<boolean>`1 = 1`
    : sql<boolean>`(${sql.ref(time)}, "id") < (${before.at}, ${before.id})`

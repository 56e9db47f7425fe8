import { batchQuery, MEMBER } from '../batch.ts'
import type { RangedSeries } from './matrix.ts'

/** Texts that are asked by one query. */
export interface RangeBatch {
  readonly texts: readonly string[]
  readonly promql: string
  /** The series of the answer for each text, in their order. */
  readonly shares: (series: readonly RangedSeries[]) => readonly (readonly RangedSeries[])[]
}

/** Any texts, by `or`. One alone is asked as it is. */
export const joined = (texts: readonly string[]): RangeBatch =>
  texts.length === 1
    ? { texts, promql: texts[0] ?? '', shares: (series) => [series] }
    : {
        texts,
        promql: batchQuery(texts, () => false),
        shares: (series) => sharesBy(texts, series, ({ labels }) => Number(labels[MEMBER])),
      }

export function sharesBy(
  texts: readonly string[],
  series: readonly RangedSeries[],
  indexOf: (series: RangedSeries) => number,
): readonly (readonly RangedSeries[])[] {
  const byIndex = Map.groupBy(series, indexOf)
  return texts.map((_, index) => byIndex.get(index) ?? [])
}

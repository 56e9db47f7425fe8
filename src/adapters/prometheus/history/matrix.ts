import type { RawLabels } from '../recorded/large-vector.ts'
import { indexIn, type Range } from './range.ts'

/** One series of a range, with its samples by the index of their time. */
export interface RangedSeries {
  readonly labels: RawLabels
  /** NaN is a value; `isSampled` says where there is one. */
  readonly values: Float64Array
  readonly isSampled: Uint8Array
  /** It holds native histograms, which are no numbers. */
  readonly isHistogram: boolean
}

interface RawSeries {
  readonly metric?: RawLabels
  readonly values?: readonly (readonly [number, string])[]
  readonly histograms?: readonly unknown[]
}

/** The series of a range query; what is wrong with the answer where they cannot be read. */
export function matrixOf(data: unknown, range: Range): readonly RangedSeries[] | string {
  if (!isMatrix(data)) return 'the answer to a range is no matrix'
  const all: RangedSeries[] = []
  for (const { metric = {}, values = [], histograms = [] } of data.result) {
    const series: RangedSeries = {
      labels: metric,
      values: new Float64Array(range.count),
      isSampled: new Uint8Array(range.count),
      isHistogram: histograms.length > 0,
    }
    for (const [seconds, text] of values) {
      const index = indexIn(range, Math.round(seconds * 1000))
      if (index === undefined) return 'the server answered for other times than it was asked for'
      series.values[index] = sampleValue(text)
      series.isSampled[index] = 1
    }
    all.push(series)
  }
  return all
}

const isMatrix = (data: unknown): data is { readonly result: readonly RawSeries[] } =>
  typeof data === 'object' &&
  data !== null &&
  'resultType' in data &&
  data.resultType === 'matrix' &&
  'result' in data &&
  Array.isArray(data.result)

function sampleValue(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}

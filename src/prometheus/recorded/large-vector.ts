import type { AnswerReading } from '../client.ts'
import { apiAnswer } from '../api-answer.ts'

/**
 * For answers about every SLO that there is: up to 128 MB, which is some 40,000 SLOs over nine lookbacks at 300 bytes a
 * series.
 */
export const LARGE_ANSWER: AnswerReading = { mostBytes: 128 * 1024 * 1024, read: apiAnswer }

/** Labels of a sample, as they came. */
export type RawLabels = Readonly<Record<string, string | undefined>>

interface RawSample {
  readonly metric?: RawLabels
  readonly value?: readonly [number, string]
}

/**
 * Goes through a vector of tens of thousands of samples, for which a schema would take longer than the network did. False
 * when the data is no vector.
 */
export function eachSample(data: unknown, visit: (labels: RawLabels, value: number) => void): boolean {
  if (!isObject(data) || data['resultType'] !== 'vector' || !Array.isArray(data['result'])) return false
  for (const sample of data['result'] as readonly (RawSample | null)[]) {
    const metric = sample?.metric
    const value = sample?.value
    // A native histogram has no value, and is none of the series that are looked for.
    if (metric !== undefined && value !== undefined) visit(metric, Number(value[1]))
  }
  return true
}

const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null

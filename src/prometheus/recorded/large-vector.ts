/** A sample of a vector as it came, looked at no closer than is needed to read it safely. */
interface RawSample {
  readonly metric?: Readonly<Record<string, string | undefined>>
  readonly value?: readonly [number, string]
}

/**
 * Goes through a vector of tens of thousands of samples, for which a schema would take longer than the network did. False
 * when the data is no vector.
 */
export function eachSample(
  data: unknown,
  visit: (labels: Readonly<Record<string, string | undefined>>, value: number) => void,
): boolean {
  if (!isObject(data) || data['resultType'] !== 'vector' || !Array.isArray(data['result'])) return false
  for (const sample of data['result'] as readonly RawSample[]) {
    const { metric, value } = sample
    // A native histogram has no value, and is none of the series that are looked for.
    if (metric !== undefined && Array.isArray(value)) visit(metric, Number(value[1]))
  }
  return true
}

const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null

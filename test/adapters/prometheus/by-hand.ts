/**
 * What Prometheus itself answers to a query at `at`, with `$w` written out in milliseconds; undefined for no number. `$s` is
 * a millisecond less, for subqueries: Prometheus 2 would also count the step at the very beginning of a window, such as
 * midnight, and the same step is the last one of the window before.
 */
export async function errorRatioByHand(
  url: string,
  promql: string,
  windowMs: number,
  at: number,
): Promise<number | undefined> {
  const query = promql.replaceAll('$w', `${windowMs}ms`).replaceAll('$s', `${windowMs - 1}ms`)
  const form = new URLSearchParams({ query, time: String(at / 1_000) })
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: form,
    signal: AbortSignal.timeout(60_000),
  })
  const answer = (await response.json()) as {
    error?: string
    data?: { result: { value: [number, string] }[] }
  }
  if (answer.data === undefined) throw new Error(`${answer.error ?? 'no answer'}: ${promql}`)
  const [series, ...others] = answer.data.result
  if (others.length > 0) throw new Error(`${others.length + 1} series: ${promql}`)
  const value = Number(series?.value[1] ?? Number.NaN)
  return Number.isNaN(value) ? undefined : value
}

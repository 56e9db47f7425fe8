const TIMEOUT_MS = 5_000

/**
 * Slack's clock minus the given one, in milliseconds, to half a second; undefined when the server gives no time. Rejects when
 * it cannot be reached within five seconds.
 */
export async function slackClockSkew(apiUrl: string, now: () => number): Promise<number | undefined> {
  const askedAt = now()
  const { headers, body } = await fetch(new URL('api.test', apiUrl), {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const answeredAt = now()
  await body?.cancel()
  const toldAt = Date.parse(headers.get('date') ?? '')
  // The header counts whole seconds; half of one is the likeliest rest.
  return Number.isNaN(toldAt) ? undefined : Math.round(toldAt + 500 - (askedAt + answeredAt) / 2)
}

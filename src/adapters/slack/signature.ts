import { createHmac, timingSafeEqual } from 'node:crypto'

import { MINUTE_MS } from '../../core/kernel/time/duration.ts'

/** A request signed longer ago, or further in the future, may be a replay. */
const MAX_SKEW_MS = 5 * MINUTE_MS

export type SignatureProblem = 'unsigned' | 'stale' | 'from the future' | 'wrong signature'

/**
 * Checks Slack's signature `v0` of a request. Undefined means that it is genuine.
 *
 * @param now epoch milliseconds
 */
export function signatureProblem(
  secret: string,
  headers: { readonly timestamp: string | undefined; readonly signature: string | undefined },
  body: Buffer,
  now: number,
): SignatureProblem | undefined {
  const { timestamp, signature } = headers
  if (secret === '' || timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return 'unsigned'
  }
  const skewMs = now - Number(timestamp) * 1_000
  if (skewMs > MAX_SKEW_MS) return 'stale'
  if (skewMs < -MAX_SKEW_MS) return 'from the future'
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
  )
  const given = Buffer.from(signature)
  const same = given.length === expected.length && timingSafeEqual(given, expected)
  return same ? undefined : 'wrong signature'
}

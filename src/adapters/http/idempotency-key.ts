import type { IncomingHttpHeaders } from 'node:http'
import type { Problem } from './problem.ts'

export type IdempotencyKey =
  | { readonly kind: 'key'; readonly key: string | null }
  | { readonly kind: 'unusable'; readonly problem: Problem }

/** The caller's `Idempotency-Key`: 1 to 200 visible ASCII characters, or none. */
export function idempotencyKey(headers: IncomingHttpHeaders): IdempotencyKey {
  const given = headers['idempotency-key']
  if (given === undefined) return { kind: 'key', key: null }
  if (typeof given === 'string' && /^[\x21-\x7e]{1,200}$/.test(given)) return { kind: 'key', key: given }
  const detail = 'The header Idempotency-Key must be one word of 1 to 200 visible ASCII characters.'
  return { kind: 'unusable', problem: { status: 400, detail } }
}

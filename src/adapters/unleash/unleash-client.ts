import { noAnswer, webFault } from '../../core/flags/web-fault.ts'
import type { FlagFault } from '../../core/flags/flag-provider.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'

export interface UnleashOptions {
  /** Without /api. */
  readonly url: string
  /** Of a service account or a person; an API token of a client may read flags alone. */
  readonly token: string
  readonly timeoutMs: number
  readonly clock: Pick<Clock, 'now'>
}

export type UnleashAnswer = { readonly kind: 'answered'; readonly body: unknown } | FlagFault

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'the token is unknown or has expired',
  403: 'the token may not do this: its role needs the permission UPDATE_FEATURE_ENVIRONMENT in this project and environment, and where change requests are on, SKIP_CHANGE_REQUEST',
  404: 'there is no such project, feature or environment, or the token may not see it',
}

/** Asks the Admin API. Never rejects. */
export async function callUnleash(
  { url, token, timeoutMs, clock }: UnleashOptions,
  method: 'GET' | 'POST',
  path: string,
): Promise<UnleashAnswer> {
  const server = `Unleash at ${url}`
  try {
    const answer = await fetch(`${url}/api/admin${path}`, {
      method,
      headers: { authorization: token, accept: 'application/json', 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await answer.text()
    const body = parsed(text)
    if (answer.ok) return { kind: 'answered', body }
    const refusal = {
      status: answer.status,
      message: messageIn(body),
      retryAfter: answer.headers.get('retry-after'),
    }
    return webFault(server, refusal, MEANINGS, clock.now())
  } catch (error) {
    return noAnswer(server, error, timeoutMs)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const messageIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
    ? body.message
    : null

import type { FlagFault } from '../../core/flags/flag-provider.ts'
import { noAnswer, webFault } from '../../core/flags/web-fault.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'

export interface LaunchDarklyOptions {
  readonly url: string
  readonly token: string
  readonly timeoutMs: number
  readonly clock: Pick<Clock, 'now'>
}

export type LaunchDarklyAnswer = { readonly kind: 'answered'; readonly body: unknown } | FlagFault

/** The version of the API that this was written for. */
const API_VERSION = '20240415'
/** Says that the body holds instructions, and no list of edits. */
const SEMANTIC_PATCH = 'application/json; domain-model=launchdarkly.semanticpatch'

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'the change would break a scheduled change or an approval request that waits, or the flag is archived; look at it there',
  401: 'the token is unknown or has expired',
  403: 'the token’s role may not do this: it needs the action updateOn for flags in this environment',
  404: 'there is no such project or flag, or the token may not see it',
  405: 'this environment asks for an approval of each change, which a rollback cannot wait for; let the token’s role bypass it, or approve the change there by hand',
  409: 'somebody changed the flag at the same time',
  429: 'too many calls',
}

/** Asks the REST API. Never rejects. */
export async function callLaunchDarkly(
  { url, token, timeoutMs, clock }: LaunchDarklyOptions,
  path: string,
  patch?: unknown,
): Promise<LaunchDarklyAnswer> {
  const server = `LaunchDarkly at ${url}`
  try {
    const answer = await fetch(`${url}/api/v2${path}`, {
      method: patch === undefined ? 'GET' : 'PATCH',
      headers: {
        authorization: token,
        'ld-api-version': API_VERSION,
        accept: 'application/json',
        ...(patch !== undefined && { 'content-type': SEMANTIC_PATCH }),
      },
      ...(patch !== undefined && { body: JSON.stringify(patch) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = parsed(await answer.text())
    if (answer.ok) return { kind: 'answered', body }
    const refusal = {
      status: answer.status,
      message: messageIn(body),
      retryAfter: answer.headers.get('retry-after') ?? untilReset(answer.headers, clock.now()),
    }
    return webFault(server, refusal, MEANINGS, clock.now())
  } catch (error) {
    return noAnswer(server, error, timeoutMs)
  }
}

/** Seconds until the time in `X-Ratelimit-Reset`, which is in epoch milliseconds. */
function untilReset(headers: Headers, now: number): string | null {
  const at = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(at) ? String(Math.max(0, at - now) / SECOND_MS) : null
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

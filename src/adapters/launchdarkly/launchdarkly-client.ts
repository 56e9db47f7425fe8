import { messageIn, parsedBody } from '../calling/json-body.ts'
import { sendJson } from '../calling/send-json.ts'
import { type FlagFault, passing } from '../../core/flags/flag-provider.ts'
import { webFault } from '../../core/flags/web-fault.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'

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

/** More than a flag with all its environments needs. */
const MOST_BYTES = 1024 * 1024

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
  const answered = await sendJson({
    url: `${url}/api/v2${path}`,
    method: patch === undefined ? 'GET' : 'PATCH',
    headers: {
      authorization: token,
      'ld-api-version': API_VERSION,
      ...(patch !== undefined && { 'content-type': SEMANTIC_PATCH }),
    },
    ...(patch !== undefined && { body: JSON.stringify(patch) }),
    withinMs: timeoutMs,
    secret: token,
    mostBytes: MOST_BYTES,
  })
  if (answered.kind === 'unreachable') return passing(`${server} ${answered.words}`)
  const { status, text, headers } = answered
  const body = parsedBody(text)
  if (status >= 200 && status < 300) return { kind: 'answered', body }
  const retryAfterMs = answered.retryAfterMs ?? untilResetMs(headers, clock.now())
  return webFault(server, { status, message: messageIn(body), retryAfterMs }, MEANINGS)
}

/** How long until the time in `X-Ratelimit-Reset`, which is in epoch milliseconds. */
function untilResetMs(headers: Pick<Headers, 'get'>, now: number): number | null {
  const at = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(at) ? Math.max(0, at - now) : null
}

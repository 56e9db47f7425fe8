import { messageIn, parsedBody } from '../calling/json-body.ts'
import { sendJson } from '../calling/send-json.ts'
import { webFault } from '../../core/flags/web-fault.ts'
import { type FlagFault, passing } from '../../core/flags/flag-provider.ts'

export interface UnleashOptions {
  /** Without /api. */
  readonly url: string
  /** Of a service account or a person; an API token of a client may read flags alone. */
  readonly token: string
  readonly timeoutMs: number
}

export type UnleashAnswer = { readonly kind: 'answered'; readonly body: unknown } | FlagFault

/** More than a flag with all its environments needs. */
const MOST_BYTES = 1024 * 1024

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'the token is unknown or has expired',
  403: 'the token may not do this: its role needs the permission UPDATE_FEATURE_ENVIRONMENT in this project and environment, and where change requests are on, SKIP_CHANGE_REQUEST',
  404: 'there is no such project, feature or environment, or the token may not see it',
}

/** Asks the Admin API. Never rejects. */
export async function callUnleash(
  { url, token, timeoutMs }: UnleashOptions,
  method: 'GET' | 'POST',
  path: string,
): Promise<UnleashAnswer> {
  const server = `Unleash at ${url}`
  const answered = await sendJson({
    url: `${url}/api/admin${path}`,
    method,
    headers: { authorization: token, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
    withinMs: timeoutMs,
    secret: token,
    mostBytes: MOST_BYTES,
  })
  if (answered.kind === 'unreachable') return passing(`${server} ${answered.words}`)
  const { status, text, retryAfterMs } = answered
  const body = parsedBody(text)
  if (status >= 200 && status < 300) return { kind: 'answered', body }
  return webFault(server, { status, message: messageIn(body), retryAfterMs }, MEANINGS)
}

import { PAUSES } from '../description/pauses.ts'
import type { GateOptions } from './options.ts'
import { type Answer, post } from './post.ts'
import { proxyFor } from './proxy.ts'
import { type GateReply, isReply, problemLines } from './reply.ts'
import type { Surroundings } from './surroundings.ts'

export type Asked =
  | { readonly kind: 'answered'; readonly reply: GateReply }
  /** The question or the token is wrong: asking again would not help. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string }

export interface Asking extends GateOptions {
  /** One for all tries of one question, so that a lost answer is not asked for twice over. */
  readonly key: string
  /** PEM. */
  readonly ca: string | undefined
  readonly signal: AbortSignal
}

type Try = Asked | { readonly kind: 'again'; readonly why: string; readonly afterMs: number | undefined }

/** Asks the bot, again where that may help. Rejects only when the signal aborts. */
export async function askGate(asking: Asking, { env, clock }: Surroundings): Promise<Asked> {
  const tries = asking.retries + 1
  let pauseMs: number = PAUSES.firstRetryMs
  for (let tried = 1; ; tried += 1) {
    const outcome = await tryOnce(asking, env)
    if (outcome.kind !== 'again') return outcome
    if (tried === tries)
      return { kind: 'unreachable', why: `${outcome.why} (tried ${tries === 1 ? 'once' : `${tries} times`})` }
    const { afterMs } = outcome
    const half = 0.5 + clock.random() / 2
    // At least as long as the server asks, and spread like the others.
    await clock.sleep(
      Math.min(
        afterMs === undefined ? pauseMs * half : afterMs + (pauseMs * clock.random()) / 2,
        PAUSES.longestRetryMs,
      ),
      asking.signal,
    )
    pauseMs = Math.min(pauseMs * 2, PAUSES.longestRetryMs)
  }
}

const LATE = new Error('late')

async function tryOnce(asking: Asking, env: Surroundings['env']): Promise<Try> {
  const { signal, timeoutMs, key, token, question, ca } = asking
  const url = new URL(`${asking.url}/v1/gate`)
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  signal.addEventListener('abort', interrupt)
  const timer = setTimeout(() => stop.abort(LATE), timeoutMs)
  try {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': key,
    }
    const body = JSON.stringify(question)
    return meaningOf(await post({ url, headers, body, proxy: proxyFor(url, env), ca, signal: stop.signal }))
  } catch (error) {
    if (signal.aborted) throw error
    if (stop.signal.reason === LATE)
      return { kind: 'again', why: `no answer within ${secondsText(timeoutMs)}`, afterMs: undefined }
    return failure(error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

const secondsText = (ms: number): string => `${ms / 1_000} s`

function meaningOf({ status, statusText, retryAfter, text }: Answer): Try {
  const body = parsedJson(text)
  if (status === 200 && isReply(body)) return { kind: 'answered', reply: body }
  const problem = problemLines(body)
  const why = problem?.join('; ') ?? `HTTP ${status} ${statusText}`.trim()
  if (status === 408 || status === 429 || status >= 500)
    return { kind: 'again', why, afterMs: retryAfterMs(retryAfter) }
  return problem === undefined || status < 400
    ? { kind: 'unreachable', why: `what answered there is not Budgeteer (${why})` }
    : { kind: 'refused', status, why }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of `Retry-After` in seconds; its date form is left aside, Budgeteer does not send it. */
const retryAfterMs = (header = ''): number | undefined =>
  /^\d{1,5}$/.test(header) ? Number(header) * 1_000 : undefined

/** Certificates that are not trusted, or are somebody else's. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/

function failure(error: unknown): Try {
  // For several addresses of one name, Node has one error for each and says nothing itself.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error]
  const { message, code } = first as Error & { readonly code?: string }
  if (code !== undefined && UNTRUSTED.test(code))
    return { kind: 'unreachable', why: `${message}: name its authority by --cacert or NODE_EXTRA_CA_CERTS` }
  return { kind: 'again', why: message || code || 'the connection failed', afterMs: undefined }
}

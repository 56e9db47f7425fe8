import { fetch, type Headers, type Response } from 'undici'
import { HOUR_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { dispatcherFor } from './dispatchers.ts'
import { AddressRefused, refusedHost, type Reach } from './guarded-lookup.ts'

export interface JsonCall {
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly headers: Readonly<Record<string, string>>
  /** JSON; none with GET. */
  readonly body?: string
  /** The whole call, its answer included, may take so long. */
  readonly withinMs: number
  /** Never repeated in what is told of the answer. */
  readonly secret: string
  /** Default: private, as the operator names the server. */
  readonly reach?: Reach
  /** How much of the answer is read; 8 KB where nothing is said. */
  readonly mostBytes?: number
  /** Default: true. Else nothing waits for the body. */
  readonly readsAnswer?: boolean
}

/** What another server answered. */
export type Answered =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Its beginning; empty where it did not come in time. */
      readonly text: string
      /** What it asks callers to wait; null where it says nothing. At most an hour. */
      readonly retryAfterMs: number | null
      readonly headers: Headers
    }
  /** `words` go on behind a name: `did not answer in time`. */
  | { readonly kind: 'unreachable'; readonly words: string }

const MOST_BYTES = 8 * 1024

const LONGEST_PAUSE_MS = HOUR_MS

/** Calls another server once. Follows no redirect, so that what is secret goes nowhere else. Never rejects. */
export async function sendJson(call: JsonCall): Promise<Answered> {
  const { url, method, headers, body, withinMs, secret, reach = 'private' } = call
  const { readsAnswer = true, mostBytes = MOST_BYTES } = call
  const refused = refusedHost(url, reach)
  if (refused !== undefined) return { kind: 'unreachable', words: refused.words }
  const signal = AbortSignal.timeout(withinMs)
  try {
    const answer = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      dispatcher: dispatcherFor(reach),
      signal,
    })
    if (answer.status >= 300 && answer.status < 400) {
      await answer.body?.cancel()
      return { kind: 'unreachable', words: 'sends on to another address, which is not followed' }
    }
    const text = readsAnswer ? await beginningOf(answer, mostBytes) : ''
    if (!readsAnswer) await answer.body?.cancel()
    return {
      kind: 'answered',
      status: answer.status,
      text: without(secret, text),
      retryAfterMs: retryAfterMs(
        answer.headers.get('retry-after'),
        Date.parse(answer.headers.get('date') ?? ''),
      ),
      headers: answer.headers,
    }
  } catch (error) {
    return { kind: 'unreachable', words: whyUnreachable(error) }
  }
}

/** The body may have carried it as JSON writes it. */
const without = (secret: string, text: string): string =>
  secret === ''
    ? text
    : text.replaceAll(secret, '[redacted]').replaceAll(JSON.stringify(secret).slice(1, -1), '[redacted]')

function whyUnreachable(error: unknown): string {
  if (!(error instanceof Error)) return 'could not be reached'
  if (error.cause instanceof AddressRefused) return error.cause.words
  return error.name === 'TimeoutError' ? 'did not answer in time' : 'could not be reached'
}

/** The status has come: a body that does not is left. */
async function beginningOf(answer: Response, mostBytes: number): Promise<string> {
  if (answer.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      text += decoder.decode(chunk, { stream: true })
      if (bytes >= mostBytes) break
    }
  } catch {
    return text
  }
  return text
}

/** Seconds, or a time by the other server's clock. */
export function retryAfterMs(header: string | null, theirNow: number): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * SECOND_MS : Date.parse(header) - theirNow
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_PAUSE_MS) : null
}

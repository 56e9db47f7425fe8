import { rootCertificates } from 'node:tls'
import { EnvHttpProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import { guardedLookup, refusedHost } from '../calling/guarded-lookup.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import type { ApiAnswer, HttpAnswer, QueryFailure } from './api-answer.ts'
import { apiAnswer } from './api-answer.ts'
import type { PrometheusOptions } from './options.ts'
import { publicUrl, redacted, requestHeaders } from './options.ts'

const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 10_000

/** How the body of an answer is read. */
export interface AnswerReading {
  /** A longer body is refused. */
  readonly mostBytes: number
  readonly read: (http: HttpAnswer) => ApiAnswer
}

/** More than a batch of single numbers can need. */
const ORDINARY: AnswerReading = { mostBytes: 16 * 1024 * 1024, read: apiAnswer }

/** Talks to one server. Every failure is a value; a promise rejects only with the reason of an aborted `signal`. */
export interface PrometheusClient {
  /** An instant query at `at` (epoch milliseconds), or at the server's own time. */
  query(
    promql: string,
    at: number | undefined,
    signal: AbortSignal,
    reading?: AnswerReading,
  ): Promise<ApiAnswer>
  /** The values that a label has between two times (epoch milliseconds). */
  labelValues(label: string, from: number, until: number, signal: AbortSignal): Promise<ApiAnswer>
  /** A range query over the times from `from` to `until`, each `stepMs` after the one before. Epoch milliseconds. */
  queryRange(
    promql: string,
    times: { readonly from: number; readonly until: number; readonly stepMs: number },
    signal: AbortSignal,
    reading: AnswerReading,
  ): Promise<ApiAnswer>
  /** One of the status pages, such as `buildinfo`. */
  status(page: string, signal: AbortSignal): Promise<ApiAnswer>
  close(): Promise<void>
}

interface Attempt {
  readonly answer: ApiAnswer
  readonly isPassing: boolean
  readonly waitMs?: number
}

export function prometheusClient(options: PrometheusOptions, clock: Clock): PrometheusClient {
  const base = new URL(options.url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const headers = requestHeaders(options)
  // Through the proxy that the environment names, if it names one.
  const pool = new EnvHttpProxyAgent({
    connections: options.concurrency,
    connect: {
      lookup: guardedLookup('private'),
      timeout: options.timeoutMs,
      ...(options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }),
    },
  })

  const refused = refusedHost(options.url, 'private')

  async function attempt(
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    signal: AbortSignal,
    { mostBytes, read }: AnswerReading,
  ): Promise<Attempt> {
    if (refused !== undefined)
      return { answer: unreachable(publicUrl(options.url), refused), isPassing: false }
    const timeout = AbortSignal.timeout(options.timeoutMs)
    try {
      const response = await pool.request({
        ...request,
        origin: base.origin,
        signal: AbortSignal.any([signal, timeout]),
      })
      const http = await httpAnswer(response, mostBytes)
      if (http === undefined) return { answer: tooLarge(mostBytes), isPassing: false }
      const answer = read(http)
      const isPassing = http.status === 429 || (http.status >= 500 && !isTimeout(answer))
      const waitMs = retryAfterMs(response.headers['retry-after'], clock.now())
      return { answer, isPassing, ...(waitMs === undefined ? {} : { waitMs }) }
    } catch (error) {
      signal.throwIfAborted()
      if (timeout.aborted) return { answer: timedOut(options.timeoutMs), isPassing: false }
      return { answer: unreachable(publicUrl(options.url), error), isPassing: true }
    }
  }

  async function ask(
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    signal: AbortSignal,
    reading = ORDINARY,
  ): Promise<ApiAnswer> {
    let backoffMs = FIRST_BACKOFF_MS
    for (let left = options.retries; ; left -= 1) {
      signal.throwIfAborted()
      const { answer, isPassing, waitMs } = await attempt(request, signal, reading)
      const pauseMs = Math.max(waitMs ?? 0, backoffMs)
      if (!isPassing || left === 0 || pauseMs > LONGEST_BACKOFF_MS) return clean(answer)
      await clock.sleep(pauseMs, signal)
      backoffMs *= 2
    }
  }

  const clean = (answer: ApiAnswer): ApiAnswer =>
    answer.kind === 'failed'
      ? { ...answer, detail: redacted(options, answer.detail) }
      : {
          ...answer,
          warnings: answer.warnings.map((text) => redacted(options, text)),
          infos: answer.infos.map((text) => redacted(options, text)),
        }

  function askWith(
    page: string,
    fields: Readonly<Record<string, string>>,
    signal: AbortSignal,
    reading?: AnswerReading,
  ): Promise<ApiAnswer> {
    // The server gives up a little before we do, so that a slow query is told apart from a server that hangs.
    const form = new URLSearchParams({ ...fields, timeout: `${Math.ceil(options.timeoutMs * 0.9)}ms` })
    return ask(
      {
        method: 'POST',
        path: `${prefix}/api/v1/${page}`,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      },
      signal,
      reading,
    )
  }

  return {
    query: (query, at, signal, reading) =>
      askWith('query', { query, ...(at !== undefined && { time: inSeconds(at) }) }, signal, reading),
    queryRange: (query, { from, until, stepMs }, signal, reading) =>
      askWith(
        'query_range',
        {
          query,
          start: inSeconds(from),
          end: inSeconds(until),
          step: String(stepMs / 1000),
          // VictoriaMetrics moves the times of what it caches.
          nocache: '1',
        },
        signal,
        reading,
      ),
    labelValues(label, from, until, signal) {
      const times = new URLSearchParams({ start: inSeconds(from), end: inSeconds(until) })
      const path = `${prefix}/api/v1/label/${label}/values?${times.toString()}`
      return ask({ method: 'GET', path, headers }, signal)
    },
    status: (page, signal) =>
      ask({ method: 'GET', path: `${prefix}/api/v1/status/${page}`, headers }, signal),
    close: () => pool.close(),
  }
}

const inSeconds = (at: number): string => (at / 1000).toFixed(3)

/** Undefined when the body is larger than that. */
async function httpAnswer(
  response: Dispatcher.ResponseData,
  mostBytes: number,
): Promise<HttpAnswer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) return undefined
    chunks.push(chunk)
  }
  return {
    status: response.statusCode,
    contentType: [response.headers['content-type'] ?? ''].flat()[0] ?? '',
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

const isTimeout = (answer: ApiAnswer): boolean =>
  answer.kind === 'failed' && answer.reason === 'source_timeout'

/** Retry-After in seconds or as a date; undefined when there is none that can be read. */
function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const text = [header ?? ''].flat()[0]?.trim() ?? ''
  if (text === '') return undefined
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}

const timedOut = (timeoutMs: number): QueryFailure => ({
  kind: 'failed',
  reason: 'source_timeout',
  detail: `no answer within ${timeoutMs} ms`,
  divisible: false,
})

const tooLarge = (mostBytes: number): QueryFailure => ({
  kind: 'failed',
  reason: 'query_failed',
  detail: `the answer is larger than ${mostBytes / 1024 / 1024} MB; wrap the query in sum()`,
  divisible: true,
})

function unreachable(url: string, error: unknown): QueryFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  const why = code ?? (error instanceof Error ? error.message : 'unknown error')
  return { kind: 'failed', reason: 'source_unreachable', detail: `${url}: ${why}`, divisible: false }
}

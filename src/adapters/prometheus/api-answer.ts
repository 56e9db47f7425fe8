import { z } from 'zod'

/** Why a query has no answer. */
export interface QueryFailure {
  readonly kind: 'failed'
  readonly reason: 'query_failed' | 'source_unreachable' | 'source_timeout'
  /** For people; holds no secret. */
  readonly detail: string
  /** Whether a part of the same query may well succeed: one bad expression among many, or too much work at once. */
  readonly divisible: boolean
}

export interface ApiSuccess {
  readonly kind: 'success'
  readonly data: unknown
  /** That the answer may not be whole. */
  readonly warnings: readonly string[]
  /** Remarks of Prometheus 3 about a query, such as that a metric may be no counter. */
  readonly infos: readonly string[]
}

export type ApiAnswer = ApiSuccess | QueryFailure

export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const envelope = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.unknown(),
    warnings: z.array(z.string()).nullish(),
    infos: z.array(z.string()).nullish(),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
])

/** What Prometheus said, whatever came over the wire. */
export function apiAnswer({ status, contentType, body }: HttpAnswer): ApiAnswer {
  const parsed = envelope.safeParse(json(body))
  if (!parsed.success) return notPrometheus(status, contentType)
  const answer = parsed.data
  if (answer.status === 'success') {
    return {
      kind: 'success',
      data: answer.data,
      warnings: answer.warnings ?? [],
      infos: answer.infos ?? [],
    }
  }
  if (status === 401 || status === 403) return notPrometheus(status, contentType)
  if (answer.errorType === 'timeout' || answer.errorType === 'canceled') {
    return { kind: 'failed', reason: 'source_timeout', detail: answer.error, divisible: true }
  }
  return {
    kind: 'failed',
    reason: 'query_failed',
    detail: answer.error,
    divisible: status < 500 && status !== 429,
  }
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function notPrometheus(status: number, contentType: string): QueryFailure {
  const hint =
    status === 401 || status === 403
      ? 'the source refuses the credentials'
      : status === 404
        ? 'no Prometheus API at this address'
        : status >= 300 && status < 400
          ? 'it redirects elsewhere; is the address right?'
          : `the answer (${contentType === '' ? 'of no stated type' : contentType}) is not Prometheus's JSON`
  return {
    kind: 'failed',
    reason: 'query_failed',
    detail: `HTTP ${status}: ${hint}`,
    divisible: status === 413 || status === 414,
  }
}

/** One number of an instant query, under the labels that it came with. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type QueryResult =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'vector'; readonly series: readonly Series[] }
  | { readonly kind: 'unreadable'; readonly detail: string }

const value = z.tuple([z.number(), z.string()]).transform(([, text]) => sampleValue(text))
const result = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('scalar'), result: value }),
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: value.optional() })),
  }),
  z.object({ resultType: z.enum(['matrix', 'string']), result: z.unknown() }),
])

/** The data of a successful instant query. */
export function queryResult(data: unknown): QueryResult {
  const parsed = result.safeParse(data)
  if (!parsed.success) return { kind: 'unreadable', detail: 'the answer has not the form of a query result' }
  const answer = parsed.data
  if (answer.resultType === 'scalar') return { kind: 'scalar', value: answer.result }
  if (answer.resultType !== 'vector') {
    return { kind: 'unreadable', detail: `the query returned a ${answer.resultType}, not one number` }
  }
  const series: Series[] = []
  for (const { metric, value } of answer.result) {
    if (value === undefined) {
      return { kind: 'unreadable', detail: 'the query returned a native histogram, not a number' }
    }
    series.push({ labels: metric, value })
  }
  return { kind: 'vector', series }
}

function sampleValue(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}

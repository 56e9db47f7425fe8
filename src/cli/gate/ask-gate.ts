import { z } from 'zod'
import type { Clock } from '../../core/kernel/time/clock.ts'

/** The body of POST /v1/gate. */
export interface GateQuestion {
  readonly service: string
  readonly change: string
  readonly revision?: string
  readonly environment?: string
  readonly risk?: string
  readonly request?: string
  readonly run?: string
  readonly attempt?: number
  readonly confirm?: readonly string[]
}

export interface GateConnection {
  readonly url: string
  readonly token: string
  /** One for all tries of one question, so that a lost answer is not asked for twice over. */
  readonly idempotencyKey: string
  /** For one try. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** For the pauses between tries. */
  readonly clock: Clock
}

const answerSchema = z.looseObject({
  allowed: z.boolean(),
  decision: z.enum(['approved', 'needs-approval', 'blocked']),
  level: z.string(),
  reasons: z.array(z.string()),
  seats: z.array(z.looseObject({ role: z.string(), count: z.number(), filledBy: z.array(z.string()) })),
  requires: z.array(z.string()),
  titles: z.record(z.string(), z.string()).optional(),
  rule: z.string(),
  policy: z.looseObject({ name: z.string(), version: z.string() }),
  explanation: z.string(),
  requestId: z.string().nullable(),
  grantId: z.string().nullable(),
  expiresAt: z.string().nullable(),
  budget: z.looseObject({
    remainingRatio: z.number().nullable(),
    stale: z.boolean(),
    young: z.object({ coveredSeconds: z.number(), windowSeconds: z.number() }).optional(),
  }),
})
/** What the gate said; fields that this version does not know are kept. */
export type GateReply = z.infer<typeof answerSchema>

const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
})

export type Asked =
  | { readonly kind: 'answered'; readonly reply: GateReply }
  /** The question or the token is wrong: asking again would not help. */
  | { readonly kind: 'refused'; readonly status: number; readonly lines: readonly string[] }
  | { readonly kind: 'unreachable'; readonly why: string }

const TRIES = 4
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

type Try = Asked | { readonly kind: 'again'; readonly why: string; readonly afterMs: number | null }

/** Asks the bot, again where that may help. Rejects only when the signal aborts. */
export async function askGate(question: GateQuestion, connection: GateConnection): Promise<Asked> {
  let why = ''
  for (let tried = 0; tried < TRIES; tried += 1) {
    const outcome = await tryOnce(question, connection)
    if (outcome.kind !== 'again') return outcome
    why = outcome.why
    if (tried + 1 === TRIES) break
    const pauseMs = outcome.afterMs ?? FIRST_PAUSE_MS * 2 ** tried
    await connection.clock.sleep(Math.min(pauseMs, LONGEST_PAUSE_MS), connection.signal)
  }
  return { kind: 'unreachable', why: `${why} (tried ${TRIES} times)` }
}

async function tryOnce(question: GateQuestion, connection: GateConnection): Promise<Try> {
  const { signal, timeoutMs } = connection
  let response: Response
  let text: string
  try {
    response = await fetch(`${connection.url.replace(/\/+$/, '')}/v1/gate`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${connection.token}`,
        'content-type': 'application/json',
        'idempotency-key': connection.idempotencyKey,
      },
      body: JSON.stringify(question),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    text = await response.text()
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'again', why: failureText(error, timeoutMs), afterMs: null }
  }
  return meaningOf(response, text)
}

function meaningOf(response: Response, text: string): Try {
  const { status } = response
  const body = parsedJson(text)
  if (status === 200) {
    const reply = answerSchema.safeParse(body)
    return reply.success
      ? { kind: 'answered', reply: reply.data }
      : { kind: 'unreachable', why: 'what answered there is not Budgeteer' }
  }
  const problem = problemSchema.safeParse(body)
  const detail = problem.success ? problem.data.detail : `HTTP ${status} ${response.statusText}`.trim()
  if (status === 429 || status >= 500) {
    return { kind: 'again', why: detail, afterMs: retryAfterMs(response.headers.get('retry-after')) }
  }
  if (!problem.success)
    return { kind: 'unreachable', why: `what answered there is not Budgeteer (${detail})` }
  const { errors } = problem.data
  const lines = errors.map((error) => `${error.pointer.slice(1)}: ${error.detail}`)
  return { kind: 'refused', status, lines: lines.length > 0 ? lines : [detail] }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of `Retry-After` in seconds; its date form is left aside, Budgeteer does not send it. */
const retryAfterMs = (header: string | null): number | null =>
  header !== null && /^\d{1,5}$/.test(header) ? Number(header) * 1_000 : null

function failureText(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  // fetch says "fetch failed" and keeps what happened in the cause, which for several addresses is a list.
  const { cause } = error
  const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [cause]
  return first instanceof Error ? first.message : error.message
}

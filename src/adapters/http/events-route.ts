import type { FastifyInstance } from 'fastify'
import type { PushedCount } from '../../core/budgets/pushed-counts.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { answerWithin } from './answer-within.ts'
import type { Caller } from './tokens.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { unknownName } from './unknown-name.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import { NO_TIME } from './validation.ts'
import { EVENT, EVENTS, EVENTS_ANSWER, MAX_EVENTS } from './schemas.ts'
import type { HttpUseCases } from './use-cases.ts'

interface EventBody {
  readonly service: string
  readonly slo: string
  readonly good: number
  readonly total: number
  readonly at: string
  readonly key?: string | null
}

const BODY_LIMIT_BYTES = 1_024 * 1_024
/** Clocks differ; further ahead than this, a time is a mistake. */
const MAX_AHEAD_MS = 5 * MINUTE_MS
const NOTHING_KEPT = ' Nothing of this call was kept.'

/** POST /v1/events: counts that somebody pushes. A call is kept whole or not at all. */
export function eventsRoute(
  app: FastifyInstance,
  { useCases, clock, answerWithinMs }: { useCases: HttpUseCases; clock: Clock; answerWithinMs: number },
): void {
  app.post<{ Body: { readonly events: readonly EventBody[] } }>(
    '/v1/events',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { body: EVENTS, response: { 200: EVENTS_ANSWER } },
      config: {
        scope: 'events',
        knownFields: Object.keys(EVENT['properties'] as object),
        doc: {
          summary: 'Push counts of good and total events',
          answer: 'How many were new, and how many repeated',
          idempotent: true,
          body: {
            oneOf: [EVENT, { type: 'array', minItems: 1, maxItems: MAX_EVENTS, items: EVENT }, EVENTS],
          },
        },
      },
      preValidation: (request, _reply, next) => {
        const { events, sentAs } = asList(request.body)
        // What it is, the validation that follows finds out.
        request.body = events as typeof request.body
        request.sentAs = sentAs
        next()
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const { events } = body
      const keyed = idempotencyKey(request.headers)
      if (keyed.kind === 'unusable') return sendProblem(reply, keyed.problem)
      const errors = events.flatMap((event, index) => {
        const pointer = `/events/${index}`.slice(request.sentAs?.length ?? 0)
        return mistakes(useCases.catalog(), event, clock.now()).map((mistake) => ({
          pointer: `${pointer}${mistake.pointer}`,
          detail: mistake.detail,
        }))
      })
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors, NOTHING_KEPT))
      const counts = events.map((event, index) => pushedCount(event, index, ofCaller(caller, keyed.key)))
      return await answerWithin(useCases.pushCounts(counts), 'keeping the counts', answerWithinMs)
    },
  )
}

/** One event, a list or `{events}` become `{events}`; `sentAs` is what pointers have in front that the caller did not send. */
function asList(body: unknown): { readonly events: unknown; readonly sentAs: string } {
  if (Array.isArray(body)) return { events: { events: body }, sentAs: '/events' }
  if (typeof body === 'object' && body !== null && !Object.hasOwn(body, 'events')) {
    return { events: { events: [body] }, sentAs: '/events/0' }
  }
  return { events: body, sentAs: '' }
}

function mistakes(catalog: Catalog, event: EventBody, now: number): readonly FieldError[] {
  const service = catalog.services.get(event.service)
  if (service === undefined) {
    return [{ pointer: '/service', detail: unknownName('service', event.service, catalog.services.keys()) }]
  }
  const errors: FieldError[] = []
  const slo = service.slos.find(({ name }) => name === event.slo)
  const pushed = service.slos.filter(({ sli }) => sli.kind === 'pushed')
  if (slo === undefined) {
    const names = pushed.map(({ name }) => name)
    errors.push({ pointer: '/slo', detail: unknownName(`pushed SLO of ${event.service}`, event.slo, names) })
  } else if (slo.sli.kind !== 'pushed') {
    const detail = `"${event.slo}" is measured by queries (kind ${slo.sli.kind}); only SLOs of kind pushed take counts`
    errors.push({ pointer: '/slo', detail })
  }
  if (event.good > event.total) {
    errors.push({ pointer: '/good', detail: `must not be more than total (${event.good} of ${event.total})` })
  }
  const at = Date.parse(event.at)
  // The format lets through what no clock here can tell: a leap second, a zone without minutes.
  if (Number.isNaN(at)) {
    errors.push({ pointer: '/at', detail: NO_TIME })
  } else if (at > now + MAX_AHEAD_MS) {
    errors.push({
      pointer: '/at',
      detail: `lies more than 5 minutes ahead; here it is ${new Date(now).toISOString()}`,
    })
  }
  return errors
}

/** An idempotency key speaks for the token that sent it. */
const ofCaller = (caller: Caller | null, key: string | null): string | null =>
  key === null ? null : `${caller?.name ?? ''}:${key}`

function pushedCount(event: EventBody, index: number, callKey: string | null): PushedCount {
  const key = event.key ?? (callKey === null ? undefined : `${callKey}#${index}`)
  return {
    service: event.service,
    slo: event.slo,
    good: event.good,
    total: event.total,
    at: Date.parse(event.at),
    ...(key !== undefined && { key }),
  }
}

import { z } from 'zod'
import type { PushedCount } from '../../core/budgets/pushed-counts.ts'
import { USUAL_MOST_PER_PUSH } from '../../core/budgets/slo.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { idempotent } from './idempotency-key.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import { count, line, moment } from './shapes.ts'
import { unknownName, unknownService } from './unknown-name.ts'
import { checked } from './validation.ts'

const EVENT = z.strictObject({
  service: line('A service that is configured'),
  slo: line('One of its SLOs, of kind pushed'),
  good: count.describe('Good events since the last push'),
  total: count.describe('All events since the last push'),
  at: moment('When they happened, ISO 8601 with a zone'),
  key: line('Makes a repeated push harmless: the same key is counted once').nullish(),
})
type Event = z.infer<typeof EVENT>

const LIST = z.array(EVENT).min(1).max(10_000)
const LIST_IN_OBJECT = z.strictObject({ events: LIST })
const CALL = z.xor([EVENT, LIST, LIST_IN_OBJECT])

const ANSWER = z
  .object({ added: count, repeated: count })
  .describe('How many were new, and how many repeated')

const BODY_LIMIT_BYTES = 1_024 * 1_024
/** Clocks differ; further ahead than this, a time is a mistake. */
const MAX_AHEAD_MS = 5 * MINUTE_MS
const NOTHING_KEPT = ' Nothing of this call was kept.'

/** POST /v1/events: pushed counts. A call is kept whole or not at all. */
export function eventsRoute(app: HttpApp, { useCases, clock, within }: HttpWorld): void {
  app.post(
    '/v1/events',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        summary: 'Push counts of good and total events',
        headers: idempotent,
        body: CALL,
        response: { 200: ANSWER },
      },
      config: { scope: 'events' },
      // Reports the mistakes of the form that was meant, not of all three.
      validatorCompiler:
        ({ httpPart }) =>
        (sent) =>
          checked(sent, httpPart === 'body' ? formOf(sent) : idempotent, httpPart),
    },
    async ({ body, headers, caller }, reply) => {
      const { events, prefix } = listOf(body)
      const errors = events.flatMap((event, index) =>
        mistakes(useCases.catalog(), event, clock.now()).map(({ pointer, detail }) => ({
          pointer: `${prefix(index)}${pointer}`,
          detail,
        })),
      )
      errors.push(...tooMany(useCases.catalog(), events, prefix))
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors, NOTHING_KEPT))
      const key = headers['idempotency-key']
      // An idempotency key speaks for the token that sent it.
      const callKey = key === undefined ? null : `${caller.name}:${key}`
      return await within(
        useCases.pushedCounts.add(
          events.map((event, index) => pushedCount(event, index, callKey)),
          caller.name,
        ),
      )
    },
  )
}

function formOf(sent: unknown): z.ZodType {
  if (Array.isArray(sent)) return LIST
  return typeof sent === 'object' && sent !== null && Object.hasOwn(sent, 'events') ? LIST_IN_OBJECT : EVENT
}

/** `prefix` is the JSON pointer to an event as it was sent. */
function listOf(body: z.infer<typeof CALL>): {
  readonly events: readonly Event[]
  readonly prefix: (index: number) => string
} {
  if (Array.isArray(body)) return { events: body, prefix: (index) => `/${index}` }
  if ('events' in body) return { events: body.events, prefix: (index) => `/events/${index}` }
  return { events: [body], prefix: () => '' }
}

/** What one push brings of an SLO, over all its events: a slip of the pusher must not drown what others counted. */
function tooMany(
  catalog: Catalog,
  events: readonly Event[],
  prefix: (index: number) => string,
): readonly FieldError[] {
  const sums = new Map<string, number>()
  return events.flatMap(({ service, slo, total }, index) => {
    const sli = catalog.services.get(service)?.slos.find(({ name }) => name === slo)?.sli
    if (sli?.kind !== 'pushed') return []
    const before = sums.get(`${service}/${slo}`) ?? 0
    sums.set(`${service}/${slo}`, before + total)
    const most = sli.maxPerPush ?? USUAL_MOST_PER_PUSH
    if (before > most || before + total <= most) return []
    const detail = `one push brings at most ${most} events for an SLO (max_per_push); this one brings ${before + total}`
    return [{ pointer: `${prefix(index)}/total`, detail }]
  })
}

function mistakes(catalog: Catalog, event: Event, now: number): readonly FieldError[] {
  const service = catalog.services.get(event.service)
  if (service === undefined) return unknownService(event.service, catalog)
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
  if (event.at > now + MAX_AHEAD_MS) {
    errors.push({
      pointer: '/at',
      detail: `lies more than 5 minutes ahead; here it is ${new Date(now).toISOString()}`,
    })
  }
  return errors
}

function pushedCount({ key, ...event }: Event, index: number, callKey: string | null): PushedCount {
  const named = key ?? (callKey === null ? null : `${callKey}#${index}`)
  return { ...event, ...(named !== null && { key: named }) }
}

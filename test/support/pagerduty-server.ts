import { z } from 'zod'
import { type Answer, type Call, pagerServer } from './pager-server.ts'

export const ROUTING_KEY = '0123456789abcdef0123456789abcdef'

const MOST_BYTES = 512 * 1024

const secureUrl = z.url({ protocol: /^https$/ })

/**
 * An event as PagerDuty's reference of the Events API v2 describes it, with the limits of its guide. Written from the
 * documentation: PagerDuty publishes an OpenAPI description, without a licence to pass it on.
 */
const EVENT = z
  .strictObject({
    routing_key: z.string().length(32),
    event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
    dedup_key: z.string().min(1).max(255).optional(),
    client: z.string().optional(),
    client_url: z.url().optional(),
    payload: z
      .strictObject({
        summary: z.string().min(1).max(1_024),
        timestamp: z.iso.datetime({ offset: true }).optional(),
        severity: z.enum(['critical', 'warning', 'error', 'info']),
        source: z.string().min(1),
        component: z.string().optional(),
        group: z.string().optional(),
        class: z.string().optional(),
        custom_details: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
    images: z
      .array(z.strictObject({ src: secureUrl, href: z.url().optional(), alt: z.string().optional() }))
      .optional(),
  })
  .refine(({ event_action: act, payload }) => act !== 'trigger' || payload !== undefined, {
    error: "'payload' is missing or blank",
  })
  .refine(({ event_action: act, dedup_key: key }) => act === 'trigger' || key !== undefined, {
    error: "'dedup_key' is missing or blank",
  })

type PagerDutyEventTaken = z.infer<typeof EVENT>

export type IncidentState = 'triggered' | 'acknowledged' | 'resolved'

/** PagerDuty's Events API v2: it keeps events, and what became of each dedup_key. */
export async function pagerDutyServer() {
  const events: PagerDutyEventTaken[] = []
  /** Incidents by dedup_key: one is open at most, and a trigger after a resolve opens another. */
  const incidents = new Map<string, IncidentState[]>()

  const take = ({ method, url, headers, body }: Call): Answer => {
    if (method !== 'POST' || url.pathname !== '/v2/enqueue') return { status: 404, body: {} }
    if (headers['content-type'] !== 'application/json') return invalid('Content-Type is not application/json')
    if (Buffer.byteLength(body) > MOST_BYTES) return { status: 413, body: {} }
    const parsed = EVENT.safeParse(JSON.parse(body))
    if (!parsed.success)
      return invalid(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
    const event = parsed.data
    if (event.routing_key !== ROUTING_KEY) return invalid('Invalid routing key')
    events.push(event)
    const key = event.dedup_key ?? `generated-${events.length}`
    follow(incidents, key, event.event_action)
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } }
  }
  const server = await pagerServer(take)
  return { ...server, events, incidents }
}

function follow(
  incidents: Map<string, IncidentState[]>,
  key: string,
  act: PagerDutyEventTaken['event_action'],
): void {
  const known = incidents.get(key) ?? []
  const isOpen = known.length > 0 && known.at(-1) !== 'resolved'
  if (act === 'trigger' && !isOpen) incidents.set(key, [...known, 'triggered'])
  if (act === 'acknowledge' && isOpen) known[known.length - 1] = 'acknowledged'
  if (act === 'resolve' && isOpen) known[known.length - 1] = 'resolved'
}

const invalid = (...errors: readonly string[]): Answer => ({
  status: 400,
  body: { status: 'invalid event', message: 'Event object is invalid', errors },
})

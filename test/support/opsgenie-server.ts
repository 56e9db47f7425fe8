import { z } from 'zod'
import { type Answer, type Call, pagerServer } from './pager-server.ts'

export const API_KEY = '01234567-89ab-cdef-0123-456789abcdef'

const responder = z.union([
  z.strictObject({ type: z.enum(['team', 'schedule', 'escalation']), name: z.string().min(1) }),
  z.strictObject({ type: z.enum(['team', 'schedule', 'escalation', 'user']), id: z.string().min(1) }),
  z.strictObject({ type: z.literal('user'), username: z.email() }),
])

/**
 * Requests as the reference of Opsgenie's Alert API describes them, with its limits. Written from the documentation:
 * Opsgenie publishes an OpenAPI description, without a licence to pass it on.
 */
const ACTION = z.strictObject({
  user: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
  note: z.string().max(25_000).optional(),
})

const CREATE = ACTION.extend({
  message: z.string().min(1).max(130),
  alias: z.string().max(512).optional(),
  description: z.string().max(15_000).optional(),
  responders: z.array(responder).max(50).optional(),
  tags: z.array(z.string().max(50)).max(20).optional(),
  details: z
    .record(z.string(), z.string())
    .refine((details) => Object.entries(details).flat().join('').length <= 8_000)
    .optional(),
  entity: z.string().max(512).optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).optional(),
})

export interface OpsgenieAlert {
  readonly alias: string
  readonly message: string
  readonly count: number
  readonly status: 'open' | 'acknowledged' | 'closed'
}

interface Request {
  readonly isSuccess: boolean
  readonly status: string
}

/** Opsgenie's Alert API: it takes requests, and carries them out when it is asked the `slowness + 1`th time what came of them. */
export async function opsgenieServer(slowness = 0) {
  const alerts: OpsgenieAlert[] = []
  const created: z.infer<typeof CREATE>[] = []
  const requests = new Map<string, { asked: number; carryOut: () => Request; came: Request | null }>()

  const openOne = (alias: string): number =>
    alerts.findIndex((alert) => alert.alias === alias && alert.status !== 'closed')

  const change = (alias: string, status: OpsgenieAlert['status']): Request => {
    const at = openOne(alias)
    const alert = alerts[at]
    if (alert === undefined) return { isSuccess: false, status: 'Alert does not exist' }
    alerts[at] = { ...alert, status }
    return { isSuccess: true, status: `${status} alert` }
  }

  const create = (body: z.infer<typeof CREATE>): Request => {
    const alias = body.alias ?? `generated-${alerts.length}`
    const at = openOne(alias)
    const alert = alerts[at]
    if (alert === undefined) alerts.push({ alias, message: body.message, count: 1, status: 'open' })
    else alerts[at] = { ...alert, count: alert.count + 1 }
    return { isSuccess: true, status: 'Created alert' }
  }

  const accept = (carryOut: () => Request): Answer => {
    const requestId = `request-${requests.size}`
    requests.set(requestId, { asked: 0, carryOut, came: null })
    return { status: 202, body: { result: 'Request will be processed', took: 0.1, requestId } }
  }

  const take = ({ method, url, headers, body }: Call): Answer => {
    if (headers.authorization !== `GenieKey ${API_KEY}`)
      return { status: 401, body: { message: 'Could not authenticate', took: 0, requestId: 'r' } }
    const [, asked] = /^\/v2\/alerts\/requests\/([^/]+)$/.exec(url.pathname) ?? []
    if (method === 'GET' && asked !== undefined) {
      const request = requests.get(decodeURIComponent(asked))
      if (request === undefined || request.asked++ < slowness)
        return { status: 404, body: { message: 'Request not found' } }
      request.came ??= request.carryOut()
      return { status: 200, body: { data: { ...request.came, action: 'any' }, took: 0.1, requestId: asked } }
    }
    if (method !== 'POST') return { status: 405, body: {} }
    const json: unknown = JSON.parse(body)
    if (url.pathname === '/v2/alerts') {
      const parsed = CREATE.safeParse(json)
      if (!parsed.success) return unprocessable(parsed.error)
      created.push(parsed.data)
      return accept(() => create(parsed.data))
    }
    const [, alias = '', verb] = /^\/v2\/alerts\/([^/]+)\/(acknowledge|close)$/.exec(url.pathname) ?? []
    if (verb === undefined || url.searchParams.get('identifierType') !== 'alias')
      return { status: 404, body: {} }
    const parsed = ACTION.safeParse(json)
    if (!parsed.success) return unprocessable(parsed.error)
    const status = verb === 'close' ? 'closed' : 'acknowledged'
    return accept(() => change(decodeURIComponent(alias), status))
  }

  const server = await pagerServer(take)
  return { ...server, alerts, created }
}

const unprocessable = (error: z.ZodError): Answer => ({
  status: 422,
  body: {
    message: 'Request body is not processable. Please check the errors.',
    errors: z.treeifyError(error),
  },
})

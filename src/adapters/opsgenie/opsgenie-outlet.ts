import { type Answered, sendJson } from '../calling/send-json.ts'
import type { Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isPagerContent, type PagerContent } from '../../core/paging/pager-alert.ts'
import { actionBody, alertBody, aliasOf, type Responder } from './alert-body.ts'

/** An integration of Opsgenie, by its API key. */
export interface OpsgeniePager {
  readonly name: string
  /** `https://api.opsgenie.com`, or `https://api.eu.opsgenie.com` */
  readonly url: string
  readonly apiKey: string
  readonly responders: readonly Responder[]
}

const ANSWER_WITHIN_MS = 15 * SECOND_MS
/** When it is asked what came of a request that it has taken, each counted from the time before. */
const LOOKS_MS = [0.5, 1, 2, 4].map((seconds) => seconds * SECOND_MS)

/**
 * Sends what pagers are owed to Opsgenie. It takes a request and carries it out later: what follows is held back until it has,
 * so that a close does not come before its alert. A repeat has the same alias, by which Opsgenie knows it.
 */
export function opsgenieOutlet(
  pagers: readonly OpsgeniePager[],
  clock: Pick<Clock, 'sleep'>,
  withinMs = ANSWER_WITHIN_MS,
): Outlet {
  const byName = new Map(pagers.map((pager) => [pager.name, pager]))
  return {
    serves: (address) => address.kind === 'pager' && byName.has(address.pager),
    queueOf: ({ address }) => (address.kind === 'pager' ? `pager/${address.pager}/${address.key}` : 'pager'),
    post: async ({ address, content }): Promise<Sent> => {
      const pager = address.kind === 'pager' ? byName.get(address.pager) : undefined
      if (pager === undefined || !isPagerContent(content))
        return { kind: 'final', error: 'this is nothing for Opsgenie' }
      const answered = await call(pager, withinMs, requestOf(content, pager))
      const taken = outcomeOf(pager.name, answered, content.key)
      const request = answered.kind === 'answered' ? requestIdIn(answered.text) : null
      return taken.kind !== 'sent' || request === null
        ? taken
        : carriedOut(pager, request, content, clock, withinMs)
    },
    update: () => Promise.resolve({ kind: 'final', error: 'an alert cannot be edited' }),
    // Opsgenie counts a repeat to its alias, and calls nobody again.
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}

interface OpsgenieRequest {
  readonly path: string
  readonly body?: unknown
}

const NOTES = { acknowledge: 'Somebody took it in Slack.', resolve: 'It is over.' } as const

function requestOf(content: PagerContent, { responders }: OpsgeniePager): OpsgenieRequest {
  if (content.act === 'trigger') return { path: '/v2/alerts', body: alertBody(content, responders) }
  const verb = content.act === 'acknowledge' ? 'acknowledge' : 'close'
  const path = `/v2/alerts/${encodeURIComponent(aliasOf(content))}/${verb}?identifierType=alias`
  return { path, body: actionBody(NOTES[content.act]) }
}

const call = (
  { url, apiKey }: OpsgeniePager,
  withinMs: number,
  { path, body }: OpsgenieRequest,
): Promise<Answered> =>
  sendJson({
    url: `${url}${path}`,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `GenieKey ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    withinMs,
    secret: apiKey,
  })

/** Opsgenie will not take these as they are; a wrong key can be set right, and all else may pass. */
const FINAL: ReadonlySet<number> = new Set([400, 404, 405, 413, 422])

function outcomeOf(name: string, answered: Answered, reference: string): Sent {
  if (answered.kind === 'unreachable')
    return { kind: 'passing', error: `pager ${name} ${answered.words}`, retryAfterMs: null }
  const { status, text, retryAfterMs } = answered
  if (status === 202) return { kind: 'sent', reference }
  const error = `pager ${name} answered ${status}${wordsIn(text)}`
  return FINAL.has(status) ? { kind: 'final', error } : { kind: 'passing', error, retryAfterMs }
}

/**
 * What came of a request. An alert that could not be made is tried again; one that is not there needs no end, as somebody
 * has closed or deleted it.
 */
async function carriedOut(
  pager: OpsgeniePager,
  requestId: string,
  { act, key }: PagerContent,
  clock: Pick<Clock, 'sleep'>,
  withinMs: number,
): Promise<Sent> {
  for (const pauseMs of LOOKS_MS) {
    await clock.sleep(pauseMs)
    const found = await call(pager, withinMs, {
      path: `/v2/alerts/requests/${encodeURIComponent(requestId)}`,
    })
    if (found.kind === 'unreachable' || found.status !== 200) continue
    const { isSuccess, status } = statusIn(found.text)
    if (isSuccess || act !== 'trigger') return { kind: 'sent', reference: key }
    return {
      kind: 'passing',
      error: `pager ${pager.name} did not make the alert: ${status}`,
      retryAfterMs: null,
    }
  }
  return { kind: 'passing', error: `pager ${pager.name} has not carried it out yet`, retryAfterMs: null }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

function requestIdIn(text: string): string | null {
  const id = member(parsed(text), 'requestId')
  return typeof id === 'string' && id !== '' ? id : null
}

function statusIn(text: string): { readonly isSuccess: boolean; readonly status: string } {
  const data = member(parsed(text), 'data')
  const status = member(data, 'status')
  return {
    isSuccess: (member(data, 'isSuccess') ?? member(data, 'success')) === true,
    status: typeof status === 'string' ? status.slice(0, 300) : 'it does not say why',
  }
}

function wordsIn(text: string): string {
  const message = member(parsed(text), 'message')
  return typeof message === 'string' ? `: ${message.slice(0, 500)}` : ''
}

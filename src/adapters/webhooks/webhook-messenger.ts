import { sendJson } from '../calling/send-json.ts'
import type { Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { secretBytes, signedHeaders } from './signature.ts'

export interface WebhookReceiver {
  readonly name: string
  readonly url: string
  readonly secret: string
  /** Whether it may be in a private network or on this machine. */
  readonly allowPrivate: boolean
}

const ANSWER_WITHIN_MS = 10 * SECOND_MS

/** Answers that will not change by asking again: the address is wrong, the receiver is gone, or it refuses this event. */
const FINAL: ReadonlySet<number> = new Set([400, 404, 405, 410, 413, 415, 422])

/** Sends events to configured addresses, signed as Standard Webhooks says. A receiver drops repeats by `webhook-id`. */
export function webhookMessenger(
  receivers: readonly WebhookReceiver[],
  clock: Clock,
  withinMs = ANSWER_WITHIN_MS,
): Outlet {
  const byName = new Map(receivers.map((receiver) => [receiver.name, receiver]))
  return {
    serves: ({ kind }) => kind === 'webhook',
    queueOf: ({ address }) => `webhook/${address.kind === 'webhook' ? address.receiver : ''}`,
    post: async ({ address, id }, { text }) => {
      const receiver = address.kind === 'webhook' ? byName.get(address.receiver) : undefined
      if (receiver === undefined) return { kind: 'final', error: 'this receiver is no longer configured' }
      return sendTo(receiver, id.replaceAll('/', '_'), text, clock.now(), withinMs)
    },
    update: () => Promise.resolve({ kind: 'final', error: 'an event cannot be edited' }),
    // No receiver can say whether an event arrived; sending it again does no harm.
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}

async function sendTo(
  { name, url, secret, allowPrivate }: WebhookReceiver,
  id: string,
  body: string,
  now: number,
  withinMs: number,
): Promise<Sent> {
  const answered = await sendJson({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signedHeaders(secretBytes(secret), id, now, body) },
    body,
    withinMs,
    secret,
    reach: allowPrivate ? 'private' : 'public',
    readsAnswer: false,
  })
  if (answered.kind === 'unreachable')
    return { kind: 'passing', error: `webhook ${name} ${answered.words}`, retryAfterMs: null }
  const { status, retryAfterMs } = answered
  if (status >= 200 && status < 300) return { kind: 'sent', reference: id }
  const error = `webhook ${name} answered ${status}`
  return FINAL.has(status) ? { kind: 'final', error } : { kind: 'passing', error, retryAfterMs }
}

import { type Answered, sendJson } from '../calling/send-json.ts'
import type { Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isPagerContent } from '../../core/paging/pager-alert.ts'
import { eventBody } from './event-body.ts'

/** A service of PagerDuty, through its integration Events API v2. */
export interface PagerDutyPager {
  readonly name: string
  /** `https://events.pagerduty.com` */
  readonly url: string
  readonly routingKey: string
}

const ANSWER_WITHIN_MS = 15 * SECOND_MS

/** Sends what pagers are owed to PagerDuty. A repeat has the same dedup_key, by which PagerDuty knows it. */
export function pagerDutyOutlet(pagers: readonly PagerDutyPager[], withinMs = ANSWER_WITHIN_MS): Outlet {
  const byName = new Map(pagers.map((pager) => [pager.name, pager]))
  return {
    serves: (address) => address.kind === 'pager' && byName.has(address.pager),
    queueOf: ({ address }) => (address.kind === 'pager' ? `pager/${address.pager}/${address.key}` : 'pager'),
    post: async ({ address, content }): Promise<Sent> => {
      const pager = address.kind === 'pager' ? byName.get(address.pager) : undefined
      if (pager === undefined || !isPagerContent(content))
        return { kind: 'final', error: 'this is nothing for PagerDuty' }
      const answered = await sendJson({
        url: `${pager.url}/v2/enqueue`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(eventBody(content, pager.routingKey)),
        withinMs,
        secret: pager.routingKey,
      })
      return outcomeOf(pager.name, answered, content.key)
    },
    update: () => Promise.resolve({ kind: 'final', error: 'an event cannot be edited' }),
    // PagerDuty drops a repeat by its dedup_key.
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}

/** 400 never succeeds as it is, but for a key that the operator can set right; all else may pass. */
function outcomeOf(name: string, answered: Answered, reference: string): Sent {
  if (answered.kind === 'unreachable')
    return { kind: 'passing', error: `pager ${name} ${answered.words}`, retryAfterMs: null }
  const { status, text, retryAfterMs } = answered
  if (status === 202) return { kind: 'sent', reference }
  const error = `pager ${name} answered ${status}${wordsIn(text)}`
  return status === 400 && !/routing.?key|integration key/i.test(text)
    ? { kind: 'final', error }
    : { kind: 'passing', error, retryAfterMs }
}

/** `: Event object is invalid (…)` where the answer says so. */
function wordsIn(text: string): string {
  try {
    const { message, errors } = JSON.parse(text) as { message?: unknown; errors?: unknown }
    const first = typeof message === 'string' ? `: ${message}` : ''
    const others = Array.isArray(errors) ? errors.filter((one) => typeof one === 'string') : []
    return `${first}${others.length === 0 ? '' : ` (${others.join('; ')})`}`.slice(0, 500)
  } catch {
    return ''
  }
}

import { type Address, type Outbox, post, reply } from '../outbox/owed-message.ts'
import type { DeliveryStore } from '../outbox/delivery.ts'
import { isoTime } from '../time/iso-time.ts'
import type { Clock } from '../time/clock.ts'
import type { Transactor } from '../transaction.ts'
import type { AuditHead, AuditLog } from './audit-entry.ts'
import type { AuditAnchor, AuditAnchors } from './messages.ts'
import type { AuditChain } from './stored-entry.ts'

/** Where anchors go. An entry of kind `audit_anchor` names them as it was owed. */
export type AnchorPlace = 'file' | 'slack' | 'webhook'

export interface AnchorPlan {
  readonly everyMs: number
  /** Channel of the threads; null for none. */
  readonly slack: string | null
  readonly webhook: string | null
  readonly file: string | null
}

export interface AnchorStores {
  readonly audit: Pick<AuditLog, 'append'>
  readonly auditChain: Pick<AuditChain, 'head' | 'newest'>
  readonly outbox: Pick<Outbox, 'owe'>
  readonly deliveries: Pick<DeliveryStore, 'posted'>
}

export interface AnchorWorld {
  readonly store: Transactor<AnchorStores>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Owes the head of the log to every place outside of the store, where a period has passed since the last anchor and something
 * was put on record meanwhile. The webhook gets the entry itself, as an event. Answers with the head that was anchored.
 */
export function dropAnchor({ store, clock }: AnchorWorld, plan: AnchorPlan): Promise<AuditHead | null> {
  return store.transaction(async ({ audit, auditChain, outbox, deliveries }) => {
    const at = clock.now()
    const head = await auditChain.head()
    const before = await auditChain.newest('audit_anchor')
    if (head === null || before?.seq === head.seq) return null
    // A clock that was set back counts as time.
    if (before !== null && at >= before.at && at - before.at < plan.everyMs) return null
    const to = (['file', 'slack', 'webhook'] as const).filter((place) => plan[place] !== null)
    await audit.append([
      {
        at,
        kind: 'audit_anchor',
        actor: 'budgeteer',
        service: '*',
        data: {
          hash: head.hash,
          seq: head.seq,
          to,
          ...(plan.webhook !== null && { receiver: plan.webhook }),
        },
      },
    ])
    const content: AuditAnchor = { kind: 'audit-anchor', ...head, at: isoTime(at) }
    if (plan.file !== null)
      await outbox.owe([post({ subject: `audit-anchor/${head.seq}`, to: ANCHOR_FILE, content, at })])
    if (plan.slack !== null) {
      const thread = threadOf(at)
      const channel: Address = { kind: 'team', channel: plan.slack }
      const opening: AuditAnchors = { kind: 'audit-anchors', month: monthOf(at) }
      // The outbox forgets what was sent long ago; where the post stands is kept.
      if ((await deliveries.posted(thread)) === undefined)
        await outbox.owe([post({ subject: thread, to: channel, content: opening, at, urgency: 'routine' })])
      const id = `audit-anchor/${head.seq}/slack`
      await outbox.owe([reply({ id, thread, to: channel, content, at, urgency: 'routine' })])
    }
    return head
  })
}

const ANCHOR_FILE: Address = { kind: 'anchor-file' }

/** What the posts are called under which the anchors of a month stand. */
export const THREADS = 'audit-anchors/'
const threadOf = (at: number): string => `${THREADS}${monthOf(at)}`
const monthOf = (at: number): string => isoTime(at).slice(0, 7)

import type { Delivery } from './delivery.ts'
import type { OwedMessage, PostedMessage } from './owed-message.ts'

/** What a queue does next. */
export type NextStep =
  | { readonly kind: 'send'; readonly delivery: Delivery; readonly post: PostedMessage | null }
  /** Its post failed, or was never owed: there is no thread to answer in and nothing to edit. */
  | { readonly kind: 'fail'; readonly delivery: Delivery; readonly error: string }
  /** The first message may not be sent before `until`. What stands behind it waits, so that the order is kept. */
  | { readonly kind: 'wait'; readonly until: number }

export interface PendingFacts {
  /** Oldest first. */
  readonly pending: readonly Delivery[]
  /** False when more may be pending than were read. */
  readonly complete: boolean
  /** Posts that the replies and updates among `pending` belong to, by subject. */
  readonly posts: ReadonlyMap<string, PostedMessage>
  readonly now: number
  queueOf(message: OwedMessage): string
}

/**
 * The next step of each queue. A queue goes by age; a reply or an update whose post is still pending is passed over, as
 * the post may stand behind it or in another queue.
 */
export function nextSteps(facts: PendingFacts): ReadonlyMap<string, NextStep> {
  const pendingPosts = new Set(
    facts.pending.filter(({ message }) => message.act === 'post').map(({ message }) => message.subject),
  )
  const steps = new Map<string, NextStep>()
  for (const delivery of facts.pending) {
    const { message, notBefore } = delivery
    const queue = facts.queueOf(message)
    if (steps.has(queue)) continue
    const subject = postNeeded(message)
    const post = subject === null ? null : facts.posts.get(subject)
    if (subject !== null && post === undefined) {
      if (pendingPosts.has(subject) || !facts.complete) continue
      const error = `the post ${subject} was never sent`
      steps.set(queue, { kind: 'fail', delivery, error })
    } else if (notBefore > facts.now) {
      steps.set(queue, { kind: 'wait', until: notBefore })
    } else {
      steps.set(queue, { kind: 'send', delivery, post: post ?? null })
    }
  }
  return steps
}

/** The subject whose post must be there before: a reply's and an update's own, or the one in whose thread a post stands. */
export function postNeeded({ act, subject, address }: OwedMessage): string | null {
  if (act !== 'post') return subject
  return address.kind === 'channel' ? (address.thread ?? null) : null
}

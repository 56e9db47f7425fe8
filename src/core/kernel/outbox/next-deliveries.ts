import type { Sendable } from './delivery.ts'
import type { OwedMessage } from './owed-message.ts'

/** What each queue sends next: several addresses may lead to one. `sendable` is ordered by rank and age. */
export function nextOfQueues(
  sendable: readonly Sendable[],
  queueOf: (message: OwedMessage) => string,
): ReadonlyMap<string, Sendable> {
  const next = new Map<string, Sendable>()
  for (const one of sendable) {
    const queue = queueOf(one.message)
    if (!next.has(queue)) next.set(queue, one)
  }
  return next
}

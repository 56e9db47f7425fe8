import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Clock } from '../kernel/time/clock.ts'
import type { Transactor } from '../kernel/transaction.ts'
import type { PushedCount, PushedCountStore } from './pushed-counts.ts'

/** An entry of the audit log names no more of them. */
const MOST_NAMED = 20

/** Keeps what one call pushed, and who pushed it, in one transaction. A call that only repeats leaves no trace. */
export function addPushedCounts(
  {
    store,
    clock,
  }: {
    readonly store: Transactor<{ readonly pushedCounts: PushedCountStore; readonly audit: AuditLog }>
    readonly clock: Clock
  },
  counts: readonly PushedCount[],
  token: string,
): ReturnType<PushedCountStore['add']> {
  return store.transaction(async ({ pushedCounts, audit }) => {
    const answer = await pushedCounts.add(counts)
    if (answer.added === 0) return answer
    const sums = new Map<string, { good: number; total: number }>()
    for (const { service, slo, good, total } of counts) {
      const sum = sums.get(`${service}/${slo}`) ?? { good: 0, total: 0 }
      sums.set(`${service}/${slo}`, { good: sum.good + good, total: sum.total + total })
    }
    const services = new Set(counts.map(({ service }) => service))
    const [only = '*'] = services
    await audit.append([
      {
        at: clock.now(),
        kind: 'counts_pushed',
        actor: `token:${token}`,
        service: services.size === 1 ? only : '*',
        data: {
          ...answer,
          slos: sums.size,
          events: Object.fromEntries([...sums].slice(0, MOST_NAMED)),
        },
      },
    ])
    return answer
  })
}

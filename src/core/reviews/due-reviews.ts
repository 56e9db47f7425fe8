import type { Service } from '../budgets/slo.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { latestTimes } from '../policy/cadence.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { type Cadence, levelNamed, type Meeting, type Policy, type Review } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'

/** A review that is due now. */
export interface DueReview {
  /** One review of one policy; for those counted from the start of a level, of one service. */
  readonly key: string
  readonly policy: Policy
  readonly meeting: Meeting
  readonly cadence: Cadence
  readonly dueAt: number
  /** It is held late: the bot was off. */
  readonly late: boolean
  readonly services: readonly Service[]
}

/** A heartbeat that comes this late is no lateness worth telling. */
const GRACE_MS = 10 * MINUTE_MS

/**
 * The reviews that have become due since they were last held. One that was missed several times is held once, for its newest
 * time. A service in shadow has none. Services whose levels ask for the same review at the same time share one.
 *
 * @param lastDue the newest due time that was held, by key
 */
export function dueReviews(
  catalog: Catalog,
  statuses: readonly Status[],
  lastDue: ReadonlyMap<string, number>,
  now: number,
): DueReview[] {
  const due = new Map<string, DueReview>()
  const latestTime = latestTimes(now)
  const byService = new Map(statuses.map((status) => [status.service, status]))
  for (const name of catalog.services.keys()) {
    const status = byService.get(name)
    if (status === undefined) continue
    const found = governed(catalog, name)
    const level = found && levelNamed(found.policy, status.level)
    if (found === undefined || level === undefined || isInShadow(catalog, name, level.name)) continue
    const { policy, service } = found
    for (const review of level.reviews) {
      const meeting = policy.meetings.get(review.name)
      const dueAt = latestTime(review.cadence, policy.timeZone, status.since)
      const key = keyOf(policy, review, service)
      if (meeting === undefined || dueAt === undefined || dueAt <= (lastDue.get(key) ?? 0)) continue
      const late = now - dueAt > GRACE_MS
      // What was missed is held for now: a level that is about to be left asks for nothing any more.
      if (late && status.recovering !== null) continue
      const services = [...(due.get(key)?.services ?? []), service]
      const { cadence } = review
      due.set(key, { key, policy, meeting, cadence, dueAt, late, services })
    }
  }
  return [...due.values()]
}

function keyOf(policy: Policy, { name, cadence }: Review, service: Service): string {
  const place = cadence.kind === 'every' ? `/${service.name}` : ''
  return `${policy.name}/${name}/${JSON.stringify(cadence)}${place}`
}

import { person, post, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { riskTitle } from '../policy/titles.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { PlannedDeployment } from './planned-deployment.ts'

/** To a stakeholder: a deployment is planned, begins, or was called off. Times are ISO 8601. */
export interface PlannedNotice {
  readonly kind: 'planned-deployment'
  readonly event: 'planned' | 'begins' | 'cancelled'
  readonly planId: string
  readonly serviceTitle: string
  readonly changeTitle: string
  readonly riskTitle: string
  readonly revision: string
  readonly at: string
  readonly timeZone: string
  readonly plannedBy: string
}

export function plannedNotices(
  plan: PlannedDeployment,
  event: PlannedNotice['event'],
  stakeholders: readonly string[],
  catalog: Catalog,
  at: number,
): OwedMessage[] {
  const found = governed(catalog, plan.service)
  const content: PlannedNotice = {
    kind: 'planned-deployment',
    event,
    planId: plan.id,
    serviceTitle: found?.service.title ?? plan.service,
    changeTitle: found?.policy.changes.get(plan.change)?.title ?? plan.change,
    riskTitle: riskTitle(found?.policy, plan.risk),
    revision: plan.revision,
    at: isoTime(plan.at),
    timeZone: found?.policy.timeZone ?? 'UTC',
    plannedBy: plan.plannedBy,
  }
  return stakeholders.map((userId) =>
    post({ subject: `plan/${plan.id}/${event}/${userId}`, to: person(userId), content, at }),
  )
}

import { LIMITS } from '../kernel/text-limits.ts'
import type { Moment } from '../policy/world.ts'
import { ALERT_ACTOR, type DeclaredFreeze, isInForce } from '../freezes/declared-freeze.ts'
import type { Incident } from './incident.ts'
import type { IncidentChange } from './record-firing.ts'
import { governed } from '../policy/catalog.ts'
import { beginFreeze } from '../freezes/begin-freeze.ts'
import { endDeclaredFreeze } from '../freezes/end-freeze.ts'
import type { IncidentStores } from './incident-world.ts'

/** The outcome of an alert's request for a freeze. */
export interface AlertFreeze {
  readonly service: string
  readonly what: 'declared' | 'lifted' | 'already_frozen' | 'not_allowed'
}

/**
 * After incidents began or ended: a freeze that an alert asks for begins with it, where the policy allows that, and ends
 * with the last alert that asks for it, unless somebody took it over. A repeated alert changes no incident, and so
 * declares nothing.
 */
export async function followAlertFreezes(
  stores: IncidentStores,
  changes: readonly IncidentChange[],
  context: Moment,
): Promise<readonly AlertFreeze[]> {
  const asking = changes.filter(({ incident }) => incident.detection?.asksFreeze === true)
  const came: AlertFreeze[] = []
  for (const service of new Set(asking.map(({ incident }) => incident.service))) {
    const open = (await stores.incidents.since(service, context.now)).filter(
      ({ detection, endedAt }) => detection?.asksFreeze === true && endedAt === null,
    )
    const begun = asking.find(
      ({ change, incident }) =>
        incident.service === service &&
        (change === 'opened' || change === 'reopened') &&
        open.some(({ id }) => id === incident.id),
    )
    const freeze = (await stores.declaredFreezes.open()).find(
      (one) => one.kind === 'freeze' && one.service === service && isInForce(one, context.now),
    )
    const what =
      open.length === 0
        ? await lifted(stores, freeze, context)
        : begun && (await begunWith(stores, begun.incident, freeze, context))
    if (what) came.push({ service, what })
  }
  return came
}

async function lifted(
  stores: IncidentStores,
  freeze: DeclaredFreeze | undefined,
  context: Moment,
): Promise<AlertFreeze['what'] | null> {
  if (freeze?.declaredBy !== ALERT_ACTOR) return null
  await endDeclaredFreeze(stores, freeze, ALERT_ACTOR, context)
  return 'lifted'
}

async function begunWith(
  stores: IncidentStores,
  incident: Incident,
  freeze: DeclaredFreeze | undefined,
  context: Moment,
): Promise<AlertFreeze['what']> {
  const { service, what, detection } = incident
  if (governed(context.catalog, service)?.policy.freezes?.byAlerts !== true) return 'not_allowed'
  if (freeze !== undefined) return 'already_frozen'
  const summary = detection?.summary ?? null
  const reason = summary === null ? `Alert ${what}` : `Alert ${what}: ${summary}`
  await beginFreeze(
    stores,
    {
      id: context.ids.next('f'),
      kind: 'freeze',
      service,
      reason: reason.slice(0, LIMITS.reason).toWellFormed(),
      declaredBy: ALERT_ACTOR,
      declaredAt: context.now,
      until: null,
      endedAt: null,
      endedBy: null,
    },
    context,
  )
  return 'declared'
}

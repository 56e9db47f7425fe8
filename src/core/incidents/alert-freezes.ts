import { LIMITS } from '../kernel/text-limits.ts'
import type { Moment } from '../policy/world.ts'
import { ALERT_ACTOR, type DeclaredFreeze, isInForce } from '../freezes/declared-freeze.ts'
import type { Incident } from './incident.ts'
import type { IncidentChange } from './record-firing.ts'
import { governed } from '../policy/catalog.ts'
import { recordFreeze } from '../freezes/begin-freeze.ts'
import { recordEnd } from '../freezes/end-freeze.ts'
import { tellBegun, tellLifted } from '../freezes/tell-alert-freezes.ts'
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
  if (asking.length === 0) return []
  const came: AlertFreeze[] = []
  const begunNow: DeclaredFreeze[] = []
  const liftedNow: DeclaredFreeze[] = []
  const inForce = new Map(
    (await stores.declaredFreezes.open()).flatMap((one): [string, DeclaredFreeze][] =>
      one.kind === 'freeze' && isInForce(one, context.now) ? [[one.service, one]] : [],
    ),
  )
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
    const freeze = inForce.get(service)
    if (open.length === 0) {
      if (freeze?.declaredBy !== ALERT_ACTOR) continue
      liftedNow.push(await recordEnd(stores, freeze, ALERT_ACTOR, context))
      came.push({ service, what: 'lifted' })
    } else if (begun !== undefined) {
      const outcome = await begunWith(stores, begun.incident, freeze, context)
      if (typeof outcome !== 'string') begunNow.push(outcome)
      came.push({ service, what: typeof outcome === 'string' ? outcome : 'declared' })
    }
  }
  await tellLifted(stores, liftedNow, context)
  await tellBegun(stores, begunNow, context)
  return came
}

/** The freeze that it declares, not told of yet; or why there is none. */
async function begunWith(
  stores: IncidentStores,
  incident: Incident,
  freeze: DeclaredFreeze | undefined,
  context: Moment,
): Promise<DeclaredFreeze | 'not_allowed' | 'already_frozen'> {
  const { service, what, detection } = incident
  if (governed(context.catalog, service)?.policy.freezes?.byAlerts !== true) return 'not_allowed'
  if (freeze !== undefined) return 'already_frozen'
  const summary = detection?.summary ?? null
  const reason = summary === null ? `Alert ${what}` : `Alert ${what}: ${summary}`
  const begun: DeclaredFreeze = {
    id: context.ids.next('f'),
    kind: 'freeze',
    service,
    reason: reason.slice(0, LIMITS.reason).toWellFormed(),
    declaredBy: ALERT_ACTOR,
    declaredAt: context.now,
    until: null,
    endedAt: null,
    endedBy: null,
    toldIn: null,
  }
  await recordFreeze(stores, begun, context)
  return begun
}

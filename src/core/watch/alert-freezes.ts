import type { ReDecideContext } from '../requests/re-decide.ts'
import { ALERT_ACTOR, type DeclaredFreeze, isInForce } from '../freezes/declared-freeze.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'
import type { IncidentChange } from '../incidents/record-firing.ts'
import { governed } from '../policy/catalog.ts'
import { beginFreeze } from './begin-freeze.ts'
import { LONGEST_REASON } from './declare-freeze.ts'
import { endDeclaredFreeze } from './end-declared-freeze.ts'
import type { FreezeStores } from './freeze-deps.ts'

export interface AlertFreezeStores extends FreezeStores {
  readonly levelFreezes: LevelFreezeStore
  readonly incidents: IncidentStore
}

/** What became of an alert's wish for a freeze. */
export interface AlertFreeze {
  readonly service: string
  readonly what: 'declared' | 'lifted' | 'already_frozen' | 'not_allowed'
}

/**
 * After incidents began or ended: a freeze that an alert asks for begins with it, where the policy allows that, and ends with
 * the last alert that asks for it unless somebody took it over. Repeated alerts change no incident, and so declare nothing.
 */
export async function followAlertFreezes(
  stores: AlertFreezeStores,
  changes: readonly IncidentChange[],
  context: ReDecideContext,
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
  stores: AlertFreezeStores,
  freeze: DeclaredFreeze | undefined,
  context: ReDecideContext,
): Promise<AlertFreeze['what'] | null> {
  if (freeze?.declaredBy !== ALERT_ACTOR) return null
  await endDeclaredFreeze(stores, freeze, ALERT_ACTOR, context)
  return 'lifted'
}

async function begunWith(
  stores: AlertFreezeStores,
  incident: Incident,
  freeze: DeclaredFreeze | undefined,
  context: ReDecideContext,
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
      reason: reason.slice(0, LONGEST_REASON).toWellFormed(),
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

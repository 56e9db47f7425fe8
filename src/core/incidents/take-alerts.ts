import {
  type IgnoredAlert,
  type ReceivedAlert,
  type SaidFiring,
  type UnderstoodAlert,
  understoodAlert,
} from './alert.ts'
import type { AlertKey } from './incident.ts'
import { type IncidentChange, recordFiring } from './record-firing.ts'
import { tellChanges } from './tell-incident.ts'
import { type AlertFreeze, followAlertFreezes } from './alert-freezes.ts'
import { momentOf } from '../policy/world.ts'
import type { AlertWorld, IncidentStores } from './incident-world.ts'

export interface TakenAlerts {
  readonly changes: readonly IncidentChange[]
  /** Alerts that brought nothing new. */
  readonly repeated: number
  /** With their places in the call. */
  readonly ignored: readonly (IgnoredAlert & { readonly index: number })[]
  readonly freezes: readonly AlertFreeze[]
}

/** So many are taken in one transaction: a storm must not keep the gate waiting. */
const AT_ONCE = 200

/**
 * Takes the alerts of one call: incidents open, go on or end, freezes that alerts ask for begin or end, and what is owed is
 * owed once. The same call again changes nothing, so that one that broke off may be repeated.
 */
export async function takeAlerts(
  world: AlertWorld,
  received: readonly ReceivedAlert[],
): Promise<TakenAlerts> {
  const catalog = world.catalog()
  const mapping = world.mapping()
  const now = world.clock.now()
  const understood = received.map((alert) => understoodAlert(alert, mapping, catalog, now))
  const ignored = understood.flatMap((one, index) =>
    one.kind === 'ignored' ? [{ index, ...one.ignored }] : [],
  )
  const alerts = understood.flatMap((one) => (one.kind === 'understood' ? [one] : []))
  const parts: Omit<TakenAlerts, 'ignored'>[] = []
  for (let from = 0; from < alerts.length; from += AT_ONCE) {
    if (from > 0) await world.nextTurn()
    parts.push(await takeSome(world, alerts.slice(from, from + AT_ONCE), mapping.mergeGapMs, now))
  }
  return {
    changes: parts.flatMap(({ changes }) => changes),
    repeated: parts.reduce((sum, { repeated }) => sum + repeated, 0),
    ignored,
    freezes: parts.flatMap(({ freezes }) => freezes),
  }
}

const takeSome = (
  world: AlertWorld,
  alerts: readonly Extract<UnderstoodAlert, { kind: 'understood' }>[],
  gapMs: number,
  now: number,
): Promise<Omit<TakenAlerts, 'ignored'>> =>
  world.store.transaction(async (stores) => {
    const context = momentOf(world, now)
    const changes: IncidentChange[] = []
    let repeated = 0
    for (const { alert, firing } of alerts) {
      const startedAt = firing.startedAt ?? (await startOf(stores, alert, firing, now))
      if (startedAt === undefined) {
        repeated += 1
        continue
      }
      const since = { startedAt, endedAt: firing.endedAt && Math.max(startedAt, firing.endedAt) }
      const recorded = await recordFiring(stores, alert, since, context, gapMs)
      changes.push(...recorded.changes)
      if (recorded.changes.length === 0) repeated += 1
    }
    await tellChanges(stores, changes, context)
    const freezes = await followAlertFreezes(stores, changes, context)
    return { changes, repeated, freezes }
  })

/** Of an alert that does not say: what is open goes on, and what fires begins now. Undefined for an end of nothing. */
async function startOf(
  { incidents }: Pick<IncidentStores, 'incidents'>,
  key: AlertKey,
  { endedAt }: SaidFiring,
  now: number,
): Promise<number | undefined> {
  const open = (await incidents.episodes(key)).findLast((episode) => episode.endedAt === null)
  return open?.startedAt ?? (endedAt === null ? now : undefined)
}

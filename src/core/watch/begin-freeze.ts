import type { ReDecideContext } from '../requests/re-decide.ts'
import { declaredAnnouncement, head, holdSubject, scopeOf } from '../freezes/announce-freeze.ts'
import { ALERT_ACTOR, type DeclaredHold } from '../freezes/declared-hold.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'
import { type HoldStores, reDecideScope } from './hold-deps.ts'

/** Begins a declared freeze: recorded, told, and what waits is decided afresh. */
export async function beginFreeze(
  stores: HoldStores,
  hold: DeclaredHold,
  context: ReDecideContext,
): Promise<void> {
  await stores.declaredHolds.save(hold)
  await stores.audit.append([declaredEntry(hold, context.now)])
  const content = declaredAnnouncement(context.catalog, hold)
  await stores.outbox.owe([head(holdSubject(hold.id), 'announcements', content, context.now)])
  await reDecideScope(stores, scopeOf(hold), context)
}

/** Somebody declares what an alert had declared: the freeze is theirs from now on, and outlasts the alert. */
export async function takeOverFreeze(
  stores: HoldStores,
  hold: DeclaredHold,
  context: ReDecideContext,
): Promise<DeclaredHold> {
  const { catalog, ids, now } = context
  await stores.declaredHolds.save(hold)
  const entry = declaredEntry(hold, now)
  await stores.audit.append([{ ...entry, data: { ...entry.data, tookOverFrom: ALERT_ACTOR } }])
  const subject = holdSubject(hold.id)
  await stores.outbox.owe([
    {
      ...head(subject, 'announcements', declaredAnnouncement(catalog, hold), now),
      id: `${subject}/edit/${ids.next('m')}`,
      act: 'update',
    },
  ])
  await reDecideScope(stores, scopeOf(hold), context)
  return hold
}

const declaredEntry = (
  { id, service, reason, declaredBy, until }: DeclaredHold,
  at: number,
): NewAuditEntry => ({
  at,
  kind: 'freeze_declared',
  actor: declaredBy,
  service,
  data: { hold: id, reason, until: isoOrNull(until) },
})

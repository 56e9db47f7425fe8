import type { Moment } from '../policy/world.ts'
import { declaredAnnouncement, head, declaredSubject, scopeOf } from './announce-freeze.ts'
import { ALERT_ACTOR, type DeclaredFreeze } from './declared-freeze.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'
import type { FreezeStores } from './freeze-world.ts'

/** Begins a declared freeze: recorded, told, and what waits is decided afresh. */
export async function beginFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  context: Moment,
): Promise<void> {
  await stores.declaredFreezes.save(freeze)
  await stores.audit.append([declaredEntry(freeze, context.now)])
  const content = declaredAnnouncement(context.catalog, freeze)
  await stores.outbox.owe([head(declaredSubject(freeze.id), 'announcements', content, context.now)])
  await stores.followers.scopeChanged(scopeOf(freeze), context)
}

/** Somebody declares what an alert had declared: the freeze is theirs from now on, and outlasts the alert. */
export async function takeOverFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  context: Moment,
): Promise<DeclaredFreeze> {
  const { catalog, ids, now } = context
  await stores.declaredFreezes.save(freeze)
  const entry = declaredEntry(freeze, now)
  await stores.audit.append([{ ...entry, data: { ...entry.data, tookOverFrom: ALERT_ACTOR } }])
  const subject = declaredSubject(freeze.id)
  await stores.outbox.owe([
    {
      ...head(subject, 'announcements', declaredAnnouncement(catalog, freeze), now),
      id: `${subject}/edit/${ids.next('m')}`,
      act: 'update',
    },
  ])
  await stores.followers.scopeChanged(scopeOf(freeze), context)
  return freeze
}

const declaredEntry = (
  { id, service, reason, declaredBy, until }: DeclaredFreeze,
  at: number,
): NewAuditEntry => ({
  at,
  kind: 'freeze_declared',
  actor: declaredBy,
  service,
  data: { freeze: id, reason, until: isoOrNull(until) },
})

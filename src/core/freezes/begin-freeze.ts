import { channel } from '../kernel/outbox/owed-message.ts'
import type { Moment } from '../policy/world.ts'
import { declaredAnnouncement, declaredSubject, placeOfScope, scopeOf } from './announce-freeze.ts'
import { ALERT_ACTOR, type DeclaredFreeze } from './declared-freeze.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'
import { editFreezeDigest } from './freeze-digest.ts'
import type { FreezeAnnouncement } from './messages.ts'
import type { FreezeStores } from './freeze-world.ts'

/** Begins a declared freeze: records and announces it, and decides waiting requests again. */
export async function beginFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  context: Moment,
): Promise<void> {
  await recordFreeze(stores, freeze, context)
  await announceFreeze(stores, freeze, context)
}

/** The same without its announcement. */
export async function recordFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  context: Moment,
): Promise<void> {
  await stores.declaredFreezes.save(freeze)
  await stores.audit.append([declaredEntry(freeze, context.now)])
  await stores.followers.scopeChanged(scopeOf(freeze), context)
}

export async function announceFreeze(
  stores: Pick<FreezeStores, 'outbox' | 'statuses'>,
  freeze: DeclaredFreeze,
  context: Moment,
): Promise<void> {
  const { to, inShadow } = await placeOfScope(stores.statuses, context.catalog, scopeOf(freeze))
  const content: FreezeAnnouncement = { ...declaredAnnouncement(context.catalog, freeze), inShadow }
  await stores.outbox.post({
    subject: declaredSubject(freeze.id),
    to,
    content,
    at: context.now,
  })
}

/** Somebody declares what an alert had declared: the freeze is theirs from now on, and outlasts the alert. */
export async function takeOverFreeze(
  stores: FreezeStores,
  taken: DeclaredFreeze,
  context: Moment,
): Promise<DeclaredFreeze> {
  const { catalog, ids, now } = context
  const freeze = { ...taken, toldIn: null }
  await stores.declaredFreezes.save(freeze)
  const entry = declaredEntry(freeze, now)
  await stores.audit.append([{ ...entry, data: { ...entry.data, tookOverFrom: ALERT_ACTOR } }])
  if (taken.toldIn === null) {
    const subject = declaredSubject(freeze.id)
    const content = declaredAnnouncement(catalog, freeze)
    await stores.outbox.edit({
      subject,
      nonce: ids.next('m'),
      to: channel('announcements'),
      content,
      at: now,
    })
  } else {
    await announceFreeze(stores, freeze, context)
    await editFreezeDigest(stores, taken.toldIn, context)
  }
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

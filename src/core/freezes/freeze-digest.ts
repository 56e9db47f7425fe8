import { channel } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Moment } from '../policy/world.ts'
import { policiesOf, scopeOf, titlesOf } from './announce-freeze.ts'
import type { DeclaredFreeze } from './declared-freeze.ts'
import type { FreezeStores } from './freeze-world.ts'
import type { FreezeDigest } from './messages.ts'

/** Freezes that alerts asked for, as one message. */
export function freezeDigest(
  freezes: readonly DeclaredFreeze[],
  { catalog, now }: Pick<Moment, 'catalog' | 'now'>,
): FreezeDigest {
  const [first] = freezes
  const [policy] = first === undefined ? [] : policiesOf(catalog, scopeOf(first))
  return {
    kind: 'freeze-digest',
    at: isoTime(Math.min(now, ...freezes.map(({ declaredAt }) => declaredAt))),
    timeZone: policy?.timeZone ?? 'UTC',
    freezes: freezes.map((freeze) => ({
      serviceTitle: titlesOf(catalog, scopeOf(freeze)).join(),
      reason: freeze.reason,
      isOver: freeze.endedAt !== null,
    })),
    open: freezes.filter(({ endedAt }) => endedAt === null).length,
  }
}

/** After freezes joined the post about many, or ended: it says so. */
export async function editFreezeDigest(
  { declaredFreezes, outbox }: Pick<FreezeStores, 'declaredFreezes' | 'outbox'>,
  subject: string,
  context: Pick<Moment, 'catalog' | 'ids' | 'now'>,
): Promise<void> {
  await outbox.edit({
    subject,
    nonce: context.ids.next('m'),
    to: channel('announcements'),
    content: freezeDigest(await declaredFreezes.toldIn(subject), context),
    at: context.now,
    urgency: 'storm',
  })
}

import { DIGEST_FROM } from '../kernel/outbox/many-at-once.ts'
import { channel } from '../kernel/outbox/owed-message.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import { apart, shadowedAmong } from '../policy/shadowed.ts'
import type { Moment } from '../policy/world.ts'
import { declaredAnnouncement, declaredSubject } from './announce-freeze.ts'
import { announceFreeze } from './begin-freeze.ts'
import { ALERT_ACTOR, type DeclaredFreeze } from './declared-freeze.ts'
import { endingMessages } from './end-freeze.ts'
import { editFreezeDigest, freezeDigest } from './freeze-digest.ts'
import type { FreezeStores } from './freeze-world.ts'

/** Freezes that alerts ask for within this time are told in one post when they are many. */
const TOGETHER_MS = 2 * MINUTE_MS

/** Announces freezes that alerts asked for, recorded already: one by one, or many in one post that others join. */
export async function tellBegun(
  stores: FreezeStores,
  begun: readonly DeclaredFreeze[],
  context: Moment,
): Promise<void> {
  for (const { isShadow, part } of await placed(stores, begun, context))
    await tellBegunIn(stores, part, isShadow, context)
}

async function tellBegunIn(
  stores: FreezeStores,
  begun: readonly DeclaredFreeze[],
  isShadow: boolean,
  context: Moment,
): Promise<void> {
  const since = context.now - TOGETHER_MS
  const open = (await stores.declaredFreezes.open()).filter(
    (one) => one.declaredBy === ALERT_ACTOR && one.declaredAt >= since,
  )
  const here = (await placed(stores, open, context)).find((one) => one.isShadow === isShadow)
  const lately = here?.part ?? []
  const underWay = lately.findLast(({ toldIn }) => toldIn !== null)?.toldIn ?? null
  if (underWay === null && lately.length < DIGEST_FROM) {
    for (const freeze of begun) await announceFreeze(stores, freeze, context)
    return
  }
  const subject = underWay ?? newSubject(context)
  const told = begun.map((freeze) => ({ ...freeze, toldIn: subject }))
  for (const freeze of told) await stores.declaredFreezes.save(freeze)
  if (underWay === null) await postDigest(stores, subject, told, isShadow, context)
  else await editFreezeDigest(stores, subject, context)
}

/** Tells that freezes ended with their alerts, recorded already: in the posts that told of them, many in one more. */
export async function tellLifted(
  stores: FreezeStores,
  lifted: readonly DeclaredFreeze[],
  context: Moment,
): Promise<void> {
  for (const subject of new Set(lifted.flatMap(({ toldIn }) => toldIn ?? [])))
    await editFreezeDigest(stores, subject, context)
  const alone = lifted.filter(({ toldIn }) => toldIn === null)
  for (const { isShadow, part } of await placed(stores, alone, context))
    await tellLiftedIn(stores, part, isShadow, context)
}

async function tellLiftedIn(
  stores: FreezeStores,
  own: readonly DeclaredFreeze[],
  isShadow: boolean,
  context: Moment,
): Promise<void> {
  if (own.length < DIGEST_FROM) {
    for (const freeze of own) await stores.outbox.owe(await endingMessages(stores, freeze, context))
    return
  }
  for (const freeze of own)
    await stores.outbox.edit({
      subject: declaredSubject(freeze.id),
      nonce: 'over',
      to: channel('announcements'),
      content: declaredAnnouncement(context.catalog, freeze),
      at: context.now,
      urgency: 'storm',
    })
  await postDigest(stores, newSubject(context), own, isShadow, context)
}

/** Freezes by where they are told; an alert's is of one service. */
async function placed(
  stores: Pick<FreezeStores, 'statuses'>,
  freezes: readonly DeclaredFreeze[],
  { catalog }: Moment,
) {
  const names = freezes.map(({ service }) => service)
  const shadowed = await shadowedAmong(stores.statuses, catalog, names)
  return apart(freezes, ({ service }) => shadowed.has(service))
}

const newSubject = ({ ids }: Moment): string => `freeze-digest/${ids.next('d')}`

const postDigest = (
  { outbox }: FreezeStores,
  subject: string,
  freezes: readonly DeclaredFreeze[],
  isShadow: boolean,
  context: Moment,
): Promise<void> =>
  outbox.post({
    subject,
    to: channel(isShadow ? 'shadow' : 'announcements'),
    content: freezeDigest(freezes, context),
    at: context.now,
  })

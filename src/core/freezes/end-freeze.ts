import type { Moment } from '../policy/world.ts'
import {
  correctnessAnnouncement,
  declaredAnnouncement,
  ending,
  declaredSubject,
  incidentSubject,
  scopeOf,
  titlesOf,
  servicesIn,
  whoText,
} from './announce-freeze.ts'
import { covers, type DeclaredFreeze, isInForce } from './declared-freeze.ts'
import type { FreezeEnded } from './messages.ts'
import { LATE_AFTER_MS } from './window-run.ts'
import { channel, type OwedMessage, reply } from '../kernel/outbox/owed-message.ts'
import { editFreezeDigest } from './freeze-digest.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { FreezeStores } from './freeze-world.ts'

/** The actor when a freeze's time is over. */
const BOT = 'budgeteer'

/**
 * Ends a declared freeze or a correctness incident: records it, says so in its threads, and decides waiting requests
 * again.
 */
export async function endDeclaredFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  endedBy: string,
  context: Moment,
): Promise<DeclaredFreeze> {
  const ended = await recordEnd(stores, freeze, endedBy, context)
  await stores.outbox.owe(await endingMessages(stores, ended, context))
  if (ended.kind === 'freeze' && ended.toldIn !== null) await editFreezeDigest(stores, ended.toldIn, context)
  return ended
}

/** The same without saying so. */
export async function recordEnd(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  endedBy: string,
  context: Moment,
): Promise<DeclaredFreeze> {
  const { now } = context
  const endedAt = endedBy === BOT ? (freeze.until ?? now) : now
  const ended = { ...freeze, endedAt, endedBy }
  await stores.declaredFreezes.save(ended)
  await stores.audit.append([
    {
      at: now,
      kind: freeze.kind === 'freeze' ? 'freeze_lifted' : 'correctness_ended',
      actor: endedBy,
      service: freeze.service,
      data: { freeze: freeze.id, reason: freeze.reason, declaredBy: freeze.declaredBy },
    },
  ])
  await stores.followers.scopeChanged(scopeOf(freeze), context)
  return ended
}

/** The end of a freeze in its own head and thread, or in the thread of the post about many that told of it. */
export async function endingMessages(
  stores: Pick<FreezeStores, 'levelFreezes' | 'declaredFreezes'>,
  freeze: DeclaredFreeze,
  { catalog, now }: Pick<Moment, 'catalog' | 'now'>,
): Promise<readonly OwedMessage[]> {
  const { endedBy, toldIn } = freeze
  const endedAt = freeze.endedAt ?? now
  const subject = declaredSubject(freeze.id)
  const content =
    freeze.kind === 'freeze'
      ? declaredAnnouncement(catalog, freeze)
      : correctnessAnnouncement(catalog, freeze)
  const told: FreezeEnded = {
    kind: 'freeze-ended',
    what: freeze.kind === 'freeze' ? 'declared' : 'correctness',
    services: titlesOf(catalog, scopeOf(freeze)),
    by: endedBy === null || endedBy === BOT ? null : whoText(endedBy),
    isLate: now - endedAt > LATE_AFTER_MS,
    at: isoTime(endedAt),
    timeZone: content.timeZone,
    others: await stillFrozen(stores, scopeOf(freeze), freeze.id, { catalog, now }),
  }
  if (toldIn !== null)
    return freeze.kind === 'correctness'
      ? ending(toldIn, 'shadow', content, told, now)
      : [
          reply({
            id: `${subject}/ended`,
            thread: toldIn,
            to: channel('announcements'),
            content: told,
            at: now,
          }),
        ]
  return [
    ...ending(subject, 'announcements', content, told, now),
    ...(freeze.kind === 'freeze' ? [] : ending(incidentSubject(freeze.id), 'incidents', content, told, now)),
  ]
}

/** What still holds the services of a freeze that has ended: their level freezes, and others that were declared. */
export async function stillFrozen(
  stores: Pick<FreezeStores, 'levelFreezes' | 'declaredFreezes'>,
  scope: readonly string[] | null,
  endedId: string,
  { catalog, now }: Pick<Moment, 'catalog' | 'now'>,
): Promise<readonly string[]> {
  const names = servicesIn(catalog, scope)
  const levels = await Promise.all(names.map((name) => stores.levelFreezes.current(name)))
  const declared = (await stores.declaredFreezes.open()).filter(
    (one) => one.id !== endedId && isInForce(one, now) && names.some((name) => covers(one, name)),
  )
  return [
    ...levels.flatMap((level) =>
      level === undefined
        ? []
        : [`${catalog.services.get(level.service)?.title ?? level.service} at ${level.level}`],
    ),
    ...declared.map(({ reason }) => reason),
  ]
}

/** Ends the declared freezes whose time is over, late if the bot was away. */
export async function endOverdueFreezes(stores: FreezeStores, context: Moment): Promise<void> {
  for (const freeze of await stores.declaredFreezes.open())
    if (freeze.until !== null && freeze.until <= context.now)
      await endDeclaredFreeze(stores, freeze, BOT, context)
}

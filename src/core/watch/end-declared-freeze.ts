import type { ReDecideContext } from '../requests/re-decide.ts'
import {
  correctnessAnnouncement,
  declaredAnnouncement,
  ending,
  declaredSubject,
  scopeOf,
  titlesOf,
  whoText,
} from '../freezes/announce-freeze.ts'
import type { DeclaredFreeze } from '../freezes/declared-freeze.ts'
import type { FreezeEnded } from '../freezes/messages.ts'
import { LATE_AFTER_MS } from '../freezes/window-run.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { type FreezeStores, reDecideScope } from './freeze-deps.ts'

/** Who ends what nobody ended before its time. */
const BOT = 'budgeteer'

/** Ends a declared freeze or a correctness incident: recorded, told in its threads, and what waited is decided afresh. */
export async function endDeclaredFreeze(
  stores: FreezeStores,
  freeze: DeclaredFreeze,
  endedBy: string,
  context: ReDecideContext,
): Promise<DeclaredFreeze> {
  const { catalog, now } = context
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
  const subject = declaredSubject(freeze.id)
  const content =
    freeze.kind === 'freeze' ? declaredAnnouncement(catalog, ended) : correctnessAnnouncement(catalog, ended)
  const told: Omit<FreezeEnded, 'kind'> = {
    what: freeze.kind === 'freeze' ? 'declared' : 'correctness',
    services: titlesOf(catalog, scopeOf(freeze)),
    by: endedBy === BOT ? null : whoText(endedBy),
    isLate: now - endedAt > LATE_AFTER_MS,
    at: isoTime(endedAt),
    timeZone: content.timeZone,
  }
  await stores.outbox.owe([
    ...ending(subject, 'announcements', content, told, now),
    ...(freeze.kind === 'freeze' ? [] : ending(`${subject}/incidents`, 'incidents', content, told, now)),
  ])
  await reDecideScope(stores, scopeOf(freeze), context)
  return ended
}

/** Ends the declared freezes whose time is over, each once, and late if the bot was away. */
export async function endOverdueFreezes(stores: FreezeStores, context: ReDecideContext): Promise<void> {
  for (const freeze of await stores.declaredFreezes.open())
    if (freeze.until !== null && freeze.until <= context.now)
      await endDeclaredFreeze(stores, freeze, BOT, context)
}

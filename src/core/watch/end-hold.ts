import type { ReDecideContext } from '../requests/re-decide.ts'
import {
  correctnessAnnouncement,
  declaredAnnouncement,
  ending,
  holdSubject,
  scopeOf,
  titlesOf,
  whoText,
} from '../freezes/announce-freeze.ts'
import type { DeclaredHold } from '../freezes/declared-hold.ts'
import type { HoldEnded } from '../freezes/messages.ts'
import { LATE_AFTER_MS } from '../freezes/window-run.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { type HoldStores, reDecideScope } from './hold-deps.ts'

/** Who ends what nobody ended before its time. */
const BOT = 'budgeteer'

/** Ends a declared freeze or a correctness incident: recorded, told in its threads, and what waited is decided afresh. */
export async function endHold(
  stores: HoldStores,
  hold: DeclaredHold,
  endedBy: string,
  context: ReDecideContext,
): Promise<DeclaredHold> {
  const { catalog, now } = context
  const endedAt = endedBy === BOT ? (hold.until ?? now) : now
  const ended = { ...hold, endedAt, endedBy }
  await stores.declaredHolds.save(ended)
  await stores.audit.append([
    {
      at: now,
      kind: hold.kind === 'freeze' ? 'freeze_lifted' : 'correctness_ended',
      actor: endedBy,
      service: hold.service,
      data: { hold: hold.id, reason: hold.reason, declaredBy: hold.declaredBy },
    },
  ])
  const subject = holdSubject(hold.id)
  const content =
    hold.kind === 'freeze' ? declaredAnnouncement(catalog, ended) : correctnessAnnouncement(catalog, ended)
  const told: Omit<HoldEnded, 'kind'> = {
    what: hold.kind === 'freeze' ? 'declared' : 'correctness',
    services: titlesOf(catalog, scopeOf(hold)),
    by: endedBy === BOT ? null : whoText(endedBy),
    isLate: now - endedAt > LATE_AFTER_MS,
    at: isoTime(endedAt),
    timeZone: content.timeZone,
  }
  await stores.outbox.owe([
    ...ending(subject, 'announcements', content, told, now),
    ...(hold.kind === 'freeze' ? [] : ending(`${subject}/incidents`, 'incidents', content, told, now)),
  ])
  await reDecideScope(stores, scopeOf(hold), context)
  return ended
}

/** Ends the declared freezes whose time is over, each once, and late if the bot was away. */
export async function endOverdueFreezes(stores: HoldStores, context: ReDecideContext): Promise<void> {
  for (const hold of await stores.declaredHolds.open())
    if (hold.until !== null && hold.until <= context.now) await endHold(stores, hold, BOT, context)
}

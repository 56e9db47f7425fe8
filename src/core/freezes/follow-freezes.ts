import type { FreezeAnnouncement, FreezeEnded } from './messages.ts'
import { type Moment, momentOf } from '../policy/world.ts'
import { ending, placeOfScope, titlesOf, windowAnnouncement, windowSubject } from './announce-freeze.ts'
import { dueWindowActs, runId, type WindowAct, type WindowRun } from './window-run.ts'
import type { ScheduledFreeze } from '../policy/freeze-window.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { FreezeStores, FreezeWorld } from './freeze-world.ts'
import { endOverdueFreezes, stillFrozen } from './end-freeze.ts'

/** Announces the beginning and end of declared and scheduled freezes, each once. */
export async function followFreezes(world: FreezeWorld): Promise<void> {
  await world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const context = momentOf(world, now)
    await endOverdueFreezes(stores, context)
    const open = await stores.windowRuns.open()
    const windows = context.catalog.windows ?? []
    for (const act of dueWindowActs(windows, open, await stores.windowRuns.lastLook(), now))
      await follow(stores, act, context)
    await stores.windowRuns.setLastLook(now)
  })
}

async function follow(stores: FreezeStores, act: WindowAct, context: Moment): Promise<void> {
  const { now } = context
  switch (act.kind) {
    case 'begin':
      return begin(stores, runOf(act.freeze, now), act.isLate, context)
    case 'end':
      return end(stores, { ...act.run, endedAt: Math.min(now, act.run.until) }, act.isLate, context)
    case 'missed': {
      const run = runOf(act.freeze, now)
      if ((await stores.windowRuns.byId(run.id)) !== undefined) return
      await begin(stores, { ...run, endedAt: run.until }, true, context)
    }
  }
}

async function begin(stores: FreezeStores, run: WindowRun, isLate: boolean, context: Moment): Promise<void> {
  const { catalog, now } = context
  await stores.windowRuns.save(run)
  await stores.audit.append([entryOf(run, run.endedAt === null ? 'began' : 'missed', now)])
  const { to, inShadow } = await placeOfScope(stores.statuses, catalog, run.services)
  const content: FreezeAnnouncement = { ...windowAnnouncement(catalog, run, isLate), inShadow }
  await stores.outbox.post({
    subject: windowSubject(run.id),
    to,
    content,
    at: now,
  })
  if (run.endedAt === null) await stores.followers.scopeChanged(run.services, context)
}

async function end(stores: FreezeStores, run: WindowRun, isLate: boolean, context: Moment): Promise<void> {
  const { catalog, now } = context
  await stores.windowRuns.save(run)
  await stores.audit.append([entryOf(run, 'ended', now)])
  const ended: FreezeEnded = {
    kind: 'freeze-ended',
    what: 'window',
    services: titlesOf(catalog, run.services),
    by: null,
    isLate,
    at: isoTime(run.endedAt ?? now),
    timeZone: run.timeZone,
    others: await stillFrozen(stores, run.services, run.id, context),
  }
  const content = windowAnnouncement(catalog, run, false)
  await stores.outbox.owe(ending(windowSubject(run.id), 'announcements', content, ended, now))
  await stores.followers.scopeChanged(run.services, context)
}

const runOf = (freeze: ScheduledFreeze, now: number): WindowRun => {
  const { name, reason, timeZone, services, changes } = freeze.window
  const { from, until } = freeze
  return {
    id: runId(freeze),
    name,
    from,
    until,
    reason,
    timeZone,
    services,
    changes,
    beganAt: now,
    endedAt: null,
  }
}

const entryOf = (run: WindowRun, event: 'began' | 'ended' | 'missed', at: number) => ({
  at,
  kind: 'freeze_window' as const,
  actor: 'budgeteer',
  service: run.services?.length === 1 ? (run.services[0] ?? '*') : '*',
  data: {
    window: run.name,
    event,
    from: isoTime(run.from),
    until: isoTime(run.until),
    services: run.services,
    changes: run.changes,
    reason: run.reason,
  },
})

import type { AuditKind } from '../kernel/audit/audit-entry.ts'
import type { Reading } from '../budgets/reading.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import { measuredCosts } from './cost.ts'
import { hasNewSigner, peopleToday, type RolloutWorld, rolloutEntry, signersOf } from './rollout-world.ts'
import { type RolloutEvent, toldStep } from './messages.ts'
import { type Rollout, type RolloutCost, signOffSeats, waitEndsAt } from './rollout.ts'
import { dueAct, ended, held } from './step.ts'

/** Later than this after its time, a message says that it is late. */
const LATE_AFTER_MS = 5 * MINUTE_MS

/** Follows open rollouts: says when waits are over, holds what burns, ends what is done. */
export async function followRollouts(world: RolloutWorld): Promise<void> {
  const open = await world.store.rollouts.open()
  if (open.length === 0) return
  const asked = signersOf(open)
  const identities = asked.size === 0 ? new Map() : await world.directory.identify([...asked])
  const costs = await costsOfFinished(world, open)

  const isWhole = await world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const stillOpen = await stores.rollouts.open()
    if (stillOpen.some((rollout) => hasNewSigner(rollout, asked))) return false
    const readings = await stores.readings.latest()
    for (const rollout of stillOpen) {
      const followed = afterLook(rollout, burnOf(readings, rollout.service, now), costs.get(rollout.id), now)
      if (followed === null) continue
      const { next, record, event } = followed
      if (record !== null) await stores.audit.append([rolloutEntry(record, 'budgeteer', next, now)])
      if (event === null) {
        await stores.rollouts.save(next)
        continue
      }
      const people = peopleToday(world, identities, next.service)
      const step = toldStep(next, event, signOffSeats(next, people), {
        catalog: world.catalog(),
        roleBook: world.roleBook(),
        now,
        nonce: world.ids.next('m'),
        reason: next.hold?.reason ?? null,
        isLate: event !== 'held' && now - waitEndsAt(rollout) > LATE_AFTER_MS,
      })
      await stores.rollouts.save(step.rollout)
      await stores.outbox.owe(step.owed)
    }
    return true
  })
  if (!isWhole) return followRollouts(world)
}

interface FollowedRollout {
  readonly next: Rollout
  readonly record: AuditKind | null
  readonly event: RolloutEvent | null
}

function afterLook(
  rollout: Rollout,
  burn: number | null,
  costs: readonly RolloutCost[] | undefined,
  now: number,
): FollowedRollout | null {
  switch (dueAct(rollout, burn, now)) {
    case null:
      return null
    case 'burn-is-over':
      return { next: { ...rollout, isBurnAccepted: false }, record: null, event: null }
    case 'hold-for-burn': {
      const reason = `the budget burned at ${(burn ?? 0).toFixed(1)}× over the last hour`
      return {
        next: held(rollout, { cause: 'burn', by: 'budgeteer', as: null, at: now, reason }),
        record: 'rollout_held',
        event: 'held',
      }
    }
    case 'tell-wait-is-over':
      return { next: { ...rollout, isWaitTold: true }, record: null, event: 'wait-over' }
    case 'finish':
      // It became due after the costs were measured: the next look finds it again.
      if (costs === undefined) return null
      return { next: ended(rollout, 'finished', costs, now), record: 'rollout_finished', event: 'finished' }
  }
}

async function costsOfFinished(
  world: RolloutWorld,
  open: readonly Rollout[],
): Promise<ReadonlyMap<string, readonly RolloutCost[]>> {
  const now = world.clock.now()
  const done = open.filter((rollout) => dueAct(rollout, null, now) === 'finish')
  const { services } = world.catalog()
  const measured = await Promise.all(
    done.map(async (rollout) => {
      const until = Math.min(now, waitEndsAt(rollout))
      const costs = await measuredCosts(world.source, services.get(rollout.service), rollout.startedAt, until)
      return [rollout.id, costs] as const
    }),
  )
  return new Map(measured)
}

/** A reading that is older says nothing of the last hour. */
const FRESH_MS = 15 * MINUTE_MS

/** The highest burn rate of a service's SLOs over the last hour; null when unknown. */
function burnOf(readings: readonly Reading[], service: string, now: number): number | null {
  const known = readings.flatMap((reading) =>
    reading.kind === 'measured' && reading.service === service && now - reading.at <= FRESH_MS
      ? [reading.burnRates['1h'] ?? 0]
      : [],
  )
  return known.length === 0 ? null : Math.max(...known)
}

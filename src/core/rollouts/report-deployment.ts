import type { Words } from '../kernel/prompt.ts'
import type { AuditKind } from '../kernel/audit/audit-entry.ts'
import type { Status } from '../policy/status.ts'
import type { DecidedSeat } from '../policy/decision.ts'
import { measuredCosts } from './cost.ts'
import { begunUnreported, requestMeant } from './begun-unreported.ts'
import { obstacleText } from './drive-rollout.ts'
import {
  hasNewSigner,
  peopleToday,
  type RolloutWorld,
  rolloutEntry,
  type RolloutStores,
  signersOf,
} from './rollout-world.ts'
import { type RolloutEvent, toldStep } from './messages.ts'
import {
  isOpen,
  nextStage,
  percentReached,
  type Rollout,
  type RolloutCost,
  signOffSeats,
  waitEndsAt,
} from './rollout.ts'
import { newRollout, notGranted } from './start-rollout.ts'
import { advanced, ended, obstacle } from './step.ts'
import type { RoleBook } from '../people/role-book.ts'
import { type RolloutView, rolloutView } from './rollout-view.ts'

export const DEPLOYMENT_EVENTS = ['started', 'stage', 'finished', 'failed', 'rolled_back'] as const

/** What a pipeline reports of a deployment, after its form was checked. */
export interface DeploymentReport {
  readonly service: string
  readonly revision: string
  readonly environment: string
  readonly event: (typeof DEPLOYMENT_EVENTS)[number]
  /** The percentage that a stage is to reach. */
  readonly percent: number | null
  readonly requestId: string | null
  readonly idempotencyKey: string | null
  /** Name of the caller's token. */
  readonly token: string
}

export type ReportOutcome =
  | { readonly kind: 'recorded'; readonly rollout: RolloutView }
  | { readonly kind: 'unknown-request'; readonly message: string }
  /** A conflict with the state of the rollout. `until` says when it passes, where only time is in the way. */
  | { readonly kind: 'conflict'; readonly message: Words; readonly until: number | null }

/**
 * Takes a pipeline's report of a deployment: begins a rollout, moves it to the next stage when the policy allows, or ends
 * it. A repeated report gets the state as it is now.
 */
export async function reportDeployment(
  world: RolloutWorld,
  report: DeploymentReport,
): Promise<ReportOutcome> {
  const { service, revision, environment } = report
  const last = await world.store.rollouts.ofRevision(service, revision, environment)
  const asked = signersOf(last === undefined ? [] : [last])
  const identities = asked.size === 0 ? new Map() : await world.directory.identify([...asked])
  const costs =
    last !== undefined && isOpen(last) && report.event !== 'started' && report.event !== 'stage'
      ? await measuredCosts(
          world.source,
          world.catalog().services.get(service),
          last.startedAt,
          world.clock.now(),
        )
      : []

  const outcome = await world.store.transaction(async (stores): Promise<ReportOutcome | undefined> => {
    const now = world.clock.now()
    const before = await stores.rollouts.ofRevision(service, revision, environment)
    if (before !== undefined && hasNewSigner(before, asked)) return undefined
    const people = peopleToday(world, identities, service)
    const reported = (rollout: Rollout, repeated: boolean): ReportOutcome => ({
      kind: 'recorded',
      rollout: rolloutView(rollout, signOffSeats(rollout, people), repeated, now),
    })
    const key = report.idempotencyKey
    if (before !== undefined && key !== null && before.reports.includes(key)) return reported(before, true)
    const endsBadly = report.event === 'failed' || report.event === 'rolled_back'
    const known =
      before ?? (endsBadly ? await begunUnreported(world, stores, report, report.token) : undefined)

    const taken =
      report.event === 'started'
        ? await begun(world, stores, report, before, now)
        : goneOn(
            report,
            known,
            known === undefined ? [] : signOffSeats(known, people),
            costs,
            now,
            world.roleBook(),
          )
    if ('refused' in taken) return taken.refused
    const { kind, event } = taken
    const next = key === null ? taken.rollout : { ...taken.rollout, reports: [...taken.rollout.reports, key] }
    if (kind === null || event === null) {
      await stores.rollouts.save(next)
      return reported(next, taken.repeated)
    }
    const actor = `token:${report.token}`
    const told = toldStep(next, event, signOffSeats(next, people), {
      catalog: world.catalog(),
      roleBook: world.roleBook(),
      now,
      nonce: world.ids.next('m'),
      by: actor,
    })
    await stores.rollouts.save(told.rollout)
    await stores.audit.append([rolloutEntry(kind, actor, next, now)])
    await stores.outbox.owe(told.owed)
    return reported(next, false)
  })
  if (outcome === undefined) return reportDeployment(world, report)
  return outcome
}

type Taken =
  | {
      readonly rollout: Rollout
      /** Null where nothing is new. */
      readonly kind: AuditKind | null
      readonly event: RolloutEvent | null
      readonly repeated: boolean
    }
  | { readonly refused: ReportOutcome }

async function begun(
  world: RolloutWorld,
  stores: RolloutStores,
  { service, revision, environment, requestId, token }: DeploymentReport,
  before: Rollout | undefined,
  now: number,
): Promise<Taken> {
  if (before !== undefined && isOpen(before))
    return { rollout: before, kind: null, event: null, repeated: true }
  const request = await requestMeant(stores, { service, revision, environment, requestId })
  if (typeof request === 'string') return { refused: { kind: 'unknown-request', message: request } }
  if (request !== null) {
    const [grant] = await stores.grants.ofRequests([request.id])
    const why = notGranted(request, grant, now)
    if (why !== null) return conflict(why)
  }
  const actor = `token:${token}`
  const deployment = { service, revision, environment, id: request?.id ?? null }
  const status: Status | undefined = await stores.statuses.of(service)
  const rollout = newRollout(
    world.ids.next('ro'),
    { ...deployment, requestedBy: request?.requestedBy ?? actor },
    actor,
    world.catalog(),
    status,
    now,
  )
  return { rollout, kind: 'rollout_started', event: 'started', repeated: false }
}

function goneOn(
  { event, percent, revision, service }: DeploymentReport,
  rollout: Rollout | undefined,
  seats: readonly DecidedSeat[],
  costs: readonly RolloutCost[],
  now: number,
  book: RoleBook,
): Taken {
  if (rollout === undefined)
    return conflict(`No deployment of ${revision} of ${service} was reported as started.`)
  const unchanged: Taken = { rollout, kind: null, event: null, repeated: true }
  if (!isOpen(rollout)) {
    // What went out well, or not, may be taken back at any time after.
    if (event === 'rolled_back' && rollout.state !== 'rolled_back')
      return {
        rollout: ended(rollout, 'rolled_back', rollout.costs, now),
        kind: 'rollout_rolled_back',
        event: 'rolled-back',
        repeated: false,
      }
    return rollout.state === event
      ? unchanged
      : conflict(`This deployment is ${rollout.state.replace('_', ' ')} already.`)
  }
  const next = nextStage(rollout)
  switch (event) {
    case 'failed':
      return {
        rollout: ended(rollout, 'failed', costs, now),
        kind: 'rollout_failed',
        event: 'failed',
        repeated: false,
      }
    case 'rolled_back':
      return {
        rollout: ended(rollout, 'rolled_back', costs, now),
        kind: 'rollout_rolled_back',
        event: 'rolled-back',
        repeated: false,
      }
    case 'finished':
      if (next !== undefined)
        return conflict(`It has reached ${percentReached(rollout)}%; ${next.title} comes next.`)
      if (rollout.hold !== null) return conflict(`The rollout is held: ${rollout.hold.reason}.`)
      // The bot ends it when the last stage has been watched.
      if (now < waitEndsAt(rollout)) return { ...unchanged, repeated: false }
      return {
        rollout: ended(rollout, 'finished', costs, now),
        kind: 'rollout_finished',
        event: 'finished',
        repeated: false,
      }
    case 'started':
    case 'stage': {
      if (percent !== null && percent <= percentReached(rollout)) return unchanged
      if (next !== undefined && percent !== next.percent)
        return conflict(`The next stage is ${next.percent}%, not ${percent ?? 0}%.`)
      const between = obstacle(rollout, seats, now)
      if (between !== null)
        return conflict(obstacleText(between, now, book), between.kind === 'wait' ? between.until : null)
      return {
        rollout: advanced(rollout, now),
        kind: 'rollout_advanced',
        event: 'advanced',
        repeated: false,
      }
    }
  }
}

const conflict = (message: Words, until: number | null = null): Taken => ({
  refused: { kind: 'conflict', message, until },
})

import { type RoleBook, roleTitle } from '../people/role-book.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import type { AuditKind } from '../kernel/audit/audit-entry.ts'
import type { Approver } from '../policy/seats.ts'
import { durationInWords } from '../kernel/time/duration.ts'
import { doubtAbout } from '../people/identity.ts'
import { measuredCosts } from './cost.ts'
import { hasNewSigner, peopleToday, type RolloutWorld, rolloutEntry, signersOf } from './rollout-world.ts'
import { type RolloutEvent, toldStep, stepOf } from './messages.ts'
import { isOpen, maySignOff, nextStage, type Rollout, type RolloutCost, signOffSeats } from './rollout.ts'
import { advanced, ended, held, type Obstacle, obstacle, resumed } from './step.ts'
import { drivingRole, mayDrive, resumeRefusal } from './who-drives.ts'
import { groupsDoubt } from '../people/role-book.ts'

export const ROLLOUT_ACTS = ['advance', 'sign-off', 'hold', 'resume', 'roll-back'] as const
export type RolloutAct = (typeof ROLLOUT_ACTS)[number]

/**
 * A person's press of a button of a rollout. `step` names the stage that the button was made for: one of a stage that is past
 * advances and signs nothing.
 */
export async function driveRollout(
  world: RolloutWorld,
  step: string,
  act: RolloutAct,
  userId: string,
): Promise<ActOutcome<Rollout>> {
  const id = step.slice(0, step.lastIndexOf('.'))
  const known = await world.store.rollouts.byId(id)
  if (known === undefined) return refused('This rollout no longer exists.')
  const asked = new Set([userId, ...signersOf([known])])
  const identities = await world.directory.identify([...asked])
  const doubt = doubtAbout(identities.get(userId))
  const costs =
    act === 'roll-back' && isOpen(known)
      ? await measuredCosts(
          world.source,
          world.catalog().services.get(known.service),
          known.startedAt,
          world.clock.now(),
        )
      : []

  const outcome = await world.store.transaction(async (stores): Promise<ActOutcome<Rollout> | undefined> => {
    const now = world.clock.now()
    const rollout = await stores.rollouts.byId(id)
    if (rollout === undefined) return refused('This rollout no longer exists.')
    if (hasNewSigner(rollout, asked)) return undefined
    const people = peopleToday(world, identities, rollout.service)
    const acted = doubt ?? actOf(world, { rollout, step, act, userId, people, costs, now })
    if (typeof acted === 'string') {
      const why = groupsDoubt(identities.get(userId), rollout.service, world.roleBook()) ?? acted
      await stores.audit.append([rolloutEntry('click_refused', userId, rollout, now, { why })])
      return refused(why)
    }
    const [next, kind, event] = acted
    const told = toldStep(next, event, signOffSeats(next, people), {
      catalog: world.catalog(),
      roleBook: world.roleBook(),
      now,
      nonce: world.ids.next('m'),
      by: userId,
      reason: next.hold?.reason ?? null,
    })
    await stores.rollouts.save(told.rollout)
    await stores.audit.append([rolloutEntry(kind, userId, next, now)])
    await stores.outbox.owe(told.owed)
    return { kind: 'done', thing: told.rollout }
  })
  if (outcome === undefined) return driveRollout(world, step, act, userId)
  return outcome
}

interface Press {
  readonly rollout: Rollout
  readonly step: string
  readonly act: RolloutAct
  readonly userId: string
  readonly people: readonly Approver[]
  readonly costs: readonly RolloutCost[]
  readonly now: number
}

function actOf(
  world: RolloutWorld,
  { rollout, step, act, userId, people, costs, now }: Press,
): string | readonly [Rollout, AuditKind, RolloutEvent] {
  if (!isOpen(rollout)) return `This rollout is ${rollout.state.replace('_', ' ')}.`
  const isOld = step !== stepOf(rollout)
  if (isOld && (act === 'advance' || act === 'sign-off'))
    return 'The rollout has gone on since that message; the newest one has the buttons.'
  if (act === 'sign-off') return signed(rollout, userId, people, now)
  const refusal = mayDrive(world, rollout, userId, people)
  if (refusal !== null) return refusal

  switch (act) {
    case 'advance': {
      const between = obstacle(rollout, signOffSeats(rollout, people), now)
      return between === null
        ? [advanced(rollout, now), 'rollout_advanced', 'advanced']
        : obstacleText(between, now, world.roleBook())
    }
    case 'hold': {
      if (rollout.hold !== null) return 'It is held already.'
      const as = drivingRole(world, rollout, userId, people)
      const hold = { cause: 'person', by: userId, as, at: now, reason: 'held by hand' } as const
      return [held(rollout, hold), 'rollout_held', 'held']
    }
    case 'resume': {
      if (rollout.hold === null) return 'It is not held.'
      const why = resumeRefusal(world, rollout, rollout.hold, userId, people)
      return why ?? [resumed(rollout), 'rollout_resumed', 'resumed']
    }
    case 'roll-back':
      return [ended(rollout, 'rolled_back', costs, now), 'rollout_rolled_back', 'rolled-back']
  }
}

function signed(
  rollout: Rollout,
  userId: string,
  people: readonly Approver[],
  now: number,
): string | readonly [Rollout, AuditKind, RolloutEvent] {
  if (userId === rollout.requestedBy) return 'Nobody signs off their own deployment.'
  if (nextStage(rollout)?.seats.length === 0) return 'The next stage asks for no sign-off.'
  if (rollout.signedBy.some((one) => one.userId === userId)) return 'You have signed for this stage already.'
  const person = people.find((one) => one.userId === userId)
  if (person === undefined || !maySignOff(rollout, people, person))
    return 'No seat of this sign-off is open to you.'
  const next = { ...rollout, signedBy: [...rollout.signedBy, { userId, at: now }] }
  return [next, 'rollout_signed_off', 'signed-off']
}

/** What is in the way, and what would be right. */
export function obstacleText(obstacleInTheWay: Obstacle, now: number, book: RoleBook): string {
  switch (obstacleInTheWay.kind) {
    case 'over':
      return 'This rollout is over.'
    case 'held':
      return `The rollout is held: ${obstacleInTheWay.reason}. Resume it first.`
    case 'last':
      return 'It has reached its last stage and is being watched.'
    case 'wait':
      return `This stage is watched for ${durationInWords(obstacleInTheWay.until - now)} more.`
    case 'sign-off': {
      const open = obstacleInTheWay.seats.map(
        ({ role, count, filledBy }) =>
          `${count - filledBy.length} × ${role === '*' ? 'any role' : roleTitle(role, book)}`,
      )
      return `The next stage needs a sign-off first: ${open.join(', ')}.`
    }
  }
}

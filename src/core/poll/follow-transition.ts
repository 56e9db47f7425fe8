import { youngText } from '../budgets/young.ts'
import type { Moment } from '../policy/world.ts'
import { DIGEST_FROM, LEVEL_DIGEST } from '../kernel/outbox/many-at-once.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import type { GrantStore, RequestStore } from '../requests/deploy-request.ts'
import { channelsToldBefore } from '../actions/level-notices.ts'
import { endActions, startActions } from '../actions/start-actions.ts'
import type { ActionStores } from '../actions/action-world.ts'
import { reDecide } from '../requests/re-decide.ts'
import { holdForLevel } from '../rollouts/hold-for-level.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import {
  type FreezeFacts,
  type FreezeFactsNow,
  type FreezeFactStores,
  loadFreezeFacts,
} from '../freezes/freeze-facts.ts'
import type { FreezeUpdate } from '../freezes/messages.ts'
import { overPrompts } from '../freezes/announced-level.ts'
import type { LevelFreeze, LevelFreezeStore } from '../freezes/level-freeze.ts'
import { headEdits } from '../freezes/command-freeze.ts'
import { channel, post, reply, type Outbox, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { levelNamed } from '../policy/policy.ts'
import { apart } from '../policy/shadowed.ts'
import type { Transition } from '../policy/status.ts'
import { type AnnouncementStores, isAnnounced, levelAnnouncement } from './level-announcement.ts'
import type { LevelAnnouncement } from './messages.ts'
import {
  type DigestedChange,
  digestMessages,
  policiesHelped,
  shadowDigest,
  threadMessages,
} from './transition-digest.ts'
import { digestPicture, freezeSubject, pictureReply } from './picture-reply.ts'
import type { Followed } from './followed.ts'
import { isoTime } from '../kernel/time/iso-time.ts'

export interface TransitionStores extends AnnouncementStores, FreezeFactStores, ActionStores {
  readonly levelFreezes: LevelFreezeStore
  readonly requests: RequestStore
  readonly grants: GrantStore
  readonly rollouts: RolloutStore
  readonly calendar: CalendarStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export interface TransitionContext extends Moment {
  /** Further channels that a policy may want told. */
  readonly teams?: readonly string[]
  /** Lets the event loop take in what waits: a storm must not keep Slack waiting for an answer. */
  readonly nextTurn?: () => Promise<unknown>
}

/** So many services are followed before others get a turn. */
const A_TURN = 10

/**
 * Everything that follows from the transitions of one poll, in the transaction that records them. In shadow a level is
 * announced and nothing else follows from it.
 */
export async function followTransitions(
  stores: TransitionStores,
  all: readonly Followed[],
  context: TransitionContext,
): Promise<void> {
  const isShadowed = ({ transition: { service, to } }: Followed): boolean =>
    isInShadow(context.catalog, service, to)
  for (const { isShadow, part } of apart(all, isShadowed)) await followPart(stores, part, isShadow, context)
}

/** Transitions that are told in one place. */
async function followPart(
  stores: TransitionStores,
  all: readonly Followed[],
  isShadow: boolean,
  context: TransitionContext,
): Promise<void> {
  const announced = all.filter(({ policy, transition }) => isAnnounced(policy, transition))
  const digest = announced.length >= DIGEST_FROM ? `${LEVEL_DIGEST}${context.ids.next('d')}` : null
  if (digest !== null) {
    const before = await Promise.all(
      announced.map(({ service }) => stores.levelNotices.current(service.name)),
    )
    const toldBefore = before.flatMap(channelsToldBefore)
    await stores.outbox.owe(
      isShadow
        ? [shadowDigest(digest, announced, context.now)]
        : digestMessages(digest, announced, toldBefore, context),
    )
  }

  const helped = digest === null ? null : policiesHelped(announced)
  const freezeFacts = await loadFreezeFacts(stores, context.catalog, context.now)
  const changes: DigestedChange[] = []
  for (const [index, followed] of all.entries()) {
    if (index % A_TURN === A_TURN - 1) await context.nextTurn?.()
    const isSaid = announced.includes(followed)
    const { thread, ...change } = await followOne(stores, followed, freezeFacts, isSaid, digest, context)
    changes.push({ ...change, followed, isSaid })
    if (isShadow) {
      await endActions(stores, followed.service.name, context)
      continue
    }
    await reDecide(stores, followed.status, context)
    await holdForLevel(stores, followed.transition, context)
    if (change.content.freeze && isSaid && digest === null)
      await stores.outbox.owe([pictureReply(change.content, followed.transition)])
    const young = youngText(followed.status.young)
    const isDigested = digest !== null && isSaid
    const isHelped = helped?.has(followed.policy.name) ?? true
    await startActions(stores, { ...followed, thread, young, isDigested, isHelped }, context)
  }
  if (digest === null) return
  await stores.outbox.owe(threadMessages(digest, changes, context))
  const said = changes.filter(({ isSaid }) => isSaid).map(({ content }) => content)
  if (!isShadow) await stores.outbox.owe(digestPicture(digest, said, context.now))
}

/** Returns the message whose thread is the level's; null when it is not announced. With a digest it owes no message itself. */
async function followOne(
  stores: TransitionStores,
  { transition, because, service, policy, status, reading }: Followed,
  freezeFactsOf: FreezeFactsNow,
  isSaid: boolean,
  digest: string | null,
  { ids, now }: Moment,
): Promise<{
  readonly thread: string | null
  readonly content: LevelAnnouncement
  readonly ended: LevelFreeze | null
}> {
  const before = await stores.levelFreezes.current(service.name)
  const freezeFacts = freezeFactsOf(service.name, status)
  const facts = { service, policy, status, reading, freezeFacts, before }
  const content = await levelAnnouncement(stores, transition, facts)
  await stores.audit.append([transitionEntry(transition, because)])
  const isFreeze = levelNamed(policy, transition.to)?.freeze === true
  const own = isFreeze ? freezeSubject(transition) : `level/${transition.id}`
  const subject = digest ?? own
  if (isFreeze) {
    const { incidentCommander, warRoom } = content
    const announcement = digest === null ? content : null
    await stores.levelFreezes.save({
      id: transition.id,
      service: service.name,
      level: transition.to,
      beganAt: now,
      endedAt: null,
      incidentCommander,
      warRoom,
      subject,
      announcement,
    })
  }
  const ended = before === undefined ? null : await endFreeze(stores, before, content, now)
  const thread = isSaid ? subject : null
  if (digest !== null) return { thread, content, ended }
  const ending =
    ended === null ? [] : endingMessages(ended, content, { freezeFacts, now, nonce: ids.next('m'), thread })
  const announcement = isSaid ? [post({ subject: own, to: channel('announcements'), content, at: now })] : []
  // The thread of a freeze that continues links this announcement, which is sent first then.
  await stores.outbox.owe(content.freeze ? [...announcement, ...ending] : [...ending, ...announcement])
  return { thread, content, ended }
}

/** The head of the freeze will say that it is over, or as what it goes on. */
async function endFreeze(
  stores: TransitionStores,
  freeze: LevelFreeze,
  next: LevelAnnouncement,
  now: number,
): Promise<LevelFreeze> {
  const announcement = freeze.announcement && {
    ...freeze.announcement,
    ...(next.freeze ? { continuedAs: next.level } : { endedAt: isoTime(now) }),
    prompts: overPrompts(freeze.id),
  }
  const ended: LevelFreeze = { ...freeze, endedAt: now, announcement }
  await stores.levelFreezes.save(ended)
  return ended
}

/** The head of the freeze says so, and its thread says what follows. */
function endingMessages(
  ended: LevelFreeze,
  next: LevelAnnouncement,
  {
    freezeFacts,
    now,
    nonce,
    thread: announced,
  }: {
    readonly freezeFacts: FreezeFacts
    readonly now: number
    readonly nonce: string
    readonly thread: string | null
  },
): readonly OwedMessage[] {
  const goesOn = next.freeze
  const content: FreezeUpdate = {
    kind: 'freeze-update',
    service: next.service,
    serviceTitle: next.serviceTitle,
    event: goesOn ? 'continued' : 'ended',
    text: next.level,
    others: goesOn ? [] : freezeFacts.freezes.flatMap((one) => ('reason' in one ? [one.reason] : [])),
    continues: goesOn ? announced : null,
    userId: null,
  }
  const { subject } = ended
  return [
    ...headEdits(ended, now, nonce),
    reply({
      id: `${subject}/ended/${nonce}`,
      thread: subject,
      to: channel('announcements'),
      content,
      at: now,
    }),
  ]
}

const transitionEntry = (
  { id, service, from, to, at, slo, remainingRatio, policyVersion }: Transition,
  because: string | undefined,
): Parameters<AuditLog['append']>[0][number] => ({
  at,
  kind: 'transition',
  actor: 'budgeteer',
  service,
  data: {
    transition: id,
    from,
    to,
    slo,
    remaining: remainingRatio,
    policy: policyVersion,
    ...(because !== undefined && { because }),
  },
})

import { youngText } from '../budgets/young.ts'
import type { Moment } from '../policy/world.ts'
import { DIGEST_FROM } from '../kernel/outbox/many-at-once.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import type { GrantStore, RequestStore } from '../requests/deploy-request.ts'
import { channelKey, channelsBeside, channelsToldBefore } from '../actions/level-notices.ts'
import { startActions } from '../actions/start-actions.ts'
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
import type { LevelFreeze, LevelFreezeStore } from '../freezes/level-freeze.ts'
import { headEdits } from '../freezes/command-freeze.ts'
import {
  channel,
  post,
  reply,
  type Address,
  type Outbox,
  type OwedMessage,
} from '../kernel/outbox/owed-message.ts'
import { levelNamed, type Policy } from '../policy/policy.ts'
import type { Status, Transition } from '../policy/status.ts'
import { type AnnouncementStores, isAnnounced, levelAnnouncement } from './level-announcement.ts'
import type { LevelAnnouncement, TransitionDigest } from './messages.ts'
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

/** A transition with all that it was decided on. */
export interface Followed {
  readonly transition: Transition
  readonly service: Service
  readonly policy: Policy
  readonly status: Status
  readonly reading: MeasuredReading | undefined
}

export interface TransitionContext extends Moment {
  /** Further channels that a policy may want told. */
  readonly teams?: readonly string[]
}

/** Everything that follows from the transitions of one poll, in the transaction that records them. */
export async function followTransitions(
  stores: TransitionStores,
  all: readonly Followed[],
  context: TransitionContext,
): Promise<void> {
  const announced = all.filter(({ policy, transition }) => isAnnounced(policy, transition))
  const digest = announced.length >= DIGEST_FROM ? `digest/${context.ids.next('d')}` : null
  if (digest !== null) {
    const before = await Promise.all(
      announced.map(({ service }) => stores.levelNotices.current(service.name)),
    )
    const toldBefore = before.flatMap(channelsToldBefore)
    await stores.outbox.owe(digestMessages(digest, announced, toldBefore, context))
  }

  const freezeFacts = await loadFreezeFacts(stores, context.catalog, context.now)
  for (const followed of all) {
    const isSaid = announced.includes(followed)
    const thread = await followOne(stores, followed, freezeFacts, isSaid, digest, context)
    await reDecide(stores, followed.status, context)
    await holdForLevel(stores, followed.transition, context)
    const young = youngText(followed.status.young)
    await startActions(stores, { ...followed, thread, young, isDigested: digest !== null && isSaid }, context)
  }
}

/** Returns the message whose thread is the level's; null when it is not announced. */
async function followOne(
  stores: TransitionStores,
  { transition, service, policy, status, reading }: Followed,
  freezeFactsOf: FreezeFactsNow,
  isSaid: boolean,
  digest: string | null,
  { ids, now }: Moment,
): Promise<string | null> {
  const before = await stores.levelFreezes.current(service.name)
  const freezeFacts = freezeFactsOf(service.name, status)
  const facts = { service, policy, status, reading, freezeFacts, before }
  const content = await levelAnnouncement(stores, transition, facts)
  await stores.audit.append([transitionEntry(transition)])
  const isFreeze = levelNamed(policy, transition.to)?.freeze === true
  const own = `${isFreeze ? 'freeze' : 'level'}/${transition.id}`
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
  const end = { freezeFacts, now, nonce: ids.next('m'), subject: isSaid ? own : null }
  const ending = before === undefined ? [] : await endFreeze(stores, before, content, end)
  const announcement = isSaid ? [announcementMessage(own, digest, content, now)] : []
  // The thread of a freeze that continues links this announcement, which is sent first then.
  await stores.outbox.owe(content.freeze ? [...announcement, ...ending] : [...ending, ...announcement])
  return isSaid ? subject : null
}

function announcementMessage(
  own: string,
  digest: string | null,
  content: LevelAnnouncement,
  at: number,
): OwedMessage {
  const told = { to: channel('announcements'), content, at }
  return digest === null ? post({ subject: own, ...told }) : reply({ id: own, thread: digest, ...told })
}

/** The digest, and the same for every further channel that one of its levels notifies, or the level before did. */
function digestMessages(
  subject: string,
  announced: readonly Followed[],
  toldBefore: readonly Address[],
  { now, teams }: TransitionContext,
): readonly OwedMessage[] {
  const digest = digestMessage(subject, announced, now)
  const beside = announced.flatMap(({ policy, transition }) => {
    const level = levelNamed(policy, transition.to)
    return level === undefined ? [] : channelsBeside(level, teams)
  })
  const byChannel = new Map(
    [...beside, ...toldBefore].map((address) => [`${subject}/${channelKey(address)}`, address]),
  )
  return [digest, ...[...byChannel].map(([id, address]) => ({ ...digest, id, subject: id, address }))]
}

function digestMessage(subject: string, announced: readonly Followed[], now: number): OwedMessage {
  const content: TransitionDigest = {
    kind: 'transition-digest',
    at: new Date(now).toISOString(),
    transitions: announced.map(({ transition, service, policy, status }) => ({
      serviceTitle: service.title,
      emoji: levelNamed(policy, transition.to)?.emoji ?? '',
      from: transition.from,
      to: transition.to,
      remainingRatio: transition.remainingRatio,
      young: youngText(status.young),
    })),
  }
  return post({ subject, to: channel('announcements'), content, at: now })
}

/** The head of the freeze says that it is over, or as what it goes on, and its thread says what follows. */
async function endFreeze(
  stores: TransitionStores,
  freeze: LevelFreeze,
  next: LevelAnnouncement,
  {
    freezeFacts,
    now,
    nonce,
    subject: announced,
  }: {
    readonly freezeFacts: FreezeFacts
    readonly now: number
    readonly nonce: string
    readonly subject: string | null
  },
): Promise<readonly OwedMessage[]> {
  const goesOn = next.freeze
  const announcement = freeze.announcement && {
    ...freeze.announcement,
    ...(goesOn ? { continuedAs: next.level } : { endedAt: isoTime(now) }),
  }
  const ended: LevelFreeze = { ...freeze, endedAt: now, announcement }
  await stores.levelFreezes.save(ended)
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
  const { subject } = freeze
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

const transitionEntry = ({
  id,
  service,
  from,
  to,
  at,
  slo,
  remainingRatio,
  policyVersion,
}: Transition): Parameters<AuditLog['append']>[0][number] => ({
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
    ...(from === to && { because: 'the policy was edited' }),
  },
})

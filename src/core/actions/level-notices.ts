import { type RoleBook, roleTitle, holdersOf } from '../people/role-book.ts'
import {
  channel,
  person,
  post,
  reply,
  type Address,
  type OwedMessage,
} from '../kernel/outbox/owed-message.ts'
import { governed, type Catalog } from '../policy/catalog.ts'
import { levelNamed, type Level } from '../policy/policy.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { LevelNotice } from './action.ts'
import { LATE_AFTER_MS } from './due-actions.ts'
import type { LevelNoticeMessage, RecoveryHelp } from './messages.ts'
import type { LevelStart, StartContext } from './level-start.ts'

/** The channels that are notified beside the announcement itself, which goes to `announcements`. */
export const channelsBeside = (level: Level, teams: readonly string[] = []): readonly Address[] =>
  level.notify.channels.flatMap((channel): Address[] => {
    if (channel === 'teams') return teams.map((team) => ({ kind: 'team', channel: team }))
    return channel === 'announcements' ? [] : [{ kind: 'channel', purpose: channel }]
  })

/** Identifies a channel of the configuration. */
export const channelKey = (address: Address): string => {
  if (address.kind === 'team') return address.channel
  return address.kind === 'channel' ? address.purpose : address.kind
}

/** Tells those channels of one level. */
export function channelNotices(
  level: Level,
  { transition, service, policy, young }: LevelStart,
  { now, teams }: Pick<StartContext, 'now' | 'teams'>,
): readonly OwedMessage[] {
  const content: LevelNoticeMessage = {
    kind: 'level-notice',
    serviceTitle: service.title,
    level: level.name,
    levelTitle: level.title,
    emoji: level.emoji,
    freeze: level.freeze,
    remainingRatio: transition.remainingRatio,
    young,
    role: null,
    timeZone: policy.timeZone,
    since: isoTime(transition.at),
    at: isoTime(now),
    late: false,
  }
  return channelsBeside(level, teams).map((to) =>
    post({ subject: `notice/${transition.id}/${channelKey(to)}`, to, content, at: now }),
  )
}

/** The policy's advice for the way back, once in each thread; nothing where it gives none. */
export function recoveryHelp(
  { service, policy }: LevelStart,
  thread: string,
  at: number,
): readonly OwedMessage[] {
  if (policy.recovery.length === 0) return []
  const content: RecoveryHelp = {
    kind: 'recovery-help',
    serviceTitle: service.title,
    strategies: policy.recovery.map(({ title, items }) => ({ title, items })),
  }
  return [
    reply({ id: `recovery/${thread}/${policy.name}`, thread, to: channel('announcements'), content, at }),
  ]
}

/** The people to notify of a level one by one, once the members of the groups are known. */
export interface Notified {
  readonly messages: readonly OwedMessage[]
  /** In words, for the record. */
  readonly evidence: string
}

/** Messages to each person and list that the level names; a person in several roles gets one. */
export function personalNotices(
  notice: LevelNotice,
  members: ReadonlyMap<string, readonly string[]>,
  lists: ReadonlyMap<string, readonly string[]>,
  {
    catalog,
    roleBook,
    now,
  }: { readonly catalog: Catalog; readonly roleBook: RoleBook; readonly now: number },
): Notified {
  const found = governed(catalog, notice.service)
  const level = found && levelNamed(found.policy, notice.level)
  if (found === undefined || level === undefined)
    return { messages: [], evidence: 'the policy no longer has this level' }
  const told = new Map<string, OwedMessage>()
  const parts: string[] = []
  for (const role of level.notify.roles) {
    const content: LevelNoticeMessage = {
      kind: 'level-notice',
      serviceTitle: found.service.title,
      level: level.name,
      levelTitle: level.title,
      emoji: level.emoji,
      freeze: level.freeze,
      remainingRatio: notice.remainingRatio,
      young: notice.young,
      role: roleTitle(role, roleBook),
      timeZone: found.policy.timeZone,
      since: isoTime(notice.at),
      at: isoTime(now),
      late: now - notice.at > LATE_AFTER_MS,
    }
    const owe = (who: string, to: Address): void => {
      const subject = `notice/${notice.id}/${who}`
      if (!told.has(subject)) told.set(subject, post({ subject, to, content, at: now }))
    }
    const people = peopleOf(role, notice.service, roleBook, members)
    if (level.notify.by.includes('dm')) {
      for (const userId of people) owe(userId, person(userId))
      parts.push(`${roleTitle(role, roleBook)}: ${people.length} by direct message`)
    }
    const addresses = lists.get(role) ?? []
    if (level.notify.by.includes('mail') && addresses.length > 0) {
      owe(`mail/${role}`, { kind: 'mail', to: addresses })
      parts.push(`${roleTitle(role, roleBook)}: mail to ${addresses.length}`)
    }
  }
  return { messages: [...told.values()], evidence: parts.join('; ') }
}

/** Everybody who fills a role by name or by group, each once. */
export function peopleOf(
  role: string,
  service: string,
  book: RoleBook,
  members: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const { groups, users } = holdersOf(book, role, service)
  return [...new Set([...users, ...groups.flatMap((group) => members.get(group) ?? [])])]
}

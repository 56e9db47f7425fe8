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
import { levelNamed, type Level, type Policy } from '../policy/policy.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { LevelNotice } from './action.ts'
import { LATE_AFTER_MS } from './due-actions.ts'
import type { LevelNoticeMessage, RecoveryHelp, StatementDraft } from './messages.ts'
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

/** What a level's notices say, whoever is told. */
type Facts = Omit<LevelNoticeMessage, 'event' | 'role' | 'late'>

/** Tells those channels of one level, and those that were told of the level before and not of this one that it is over. */
export function channelNotices(
  level: Level,
  { transition, service, policy, young, thread, isDigested }: LevelStart,
  before: LevelNotice | undefined,
  { now, teams }: Pick<StartContext, 'now' | 'teams'>,
): { readonly messages: readonly OwedMessage[]; readonly told: readonly Address[] } {
  const facts: Facts = {
    kind: 'level-notice',
    serviceTitle: service.title,
    level: level.name,
    levelTitle: level.title,
    emoji: level.emoji,
    freeze: level.freeze,
    remainingRatio: transition.remainingRatio,
    young,
    timeZone: policy.timeZone,
    since: isoTime(transition.at),
    at: isoTime(now),
    ...previously(policy, transition.from),
    announcedBy: thread,
  }
  const told = channelsBeside(level, teams)
  const toldBefore = (before?.told ?? []).filter(isChannel)
  const posted =
    (event: LevelNoticeMessage['event']) =>
    (to: Address): OwedMessage =>
      post({
        subject: `notice/${transition.id}/${channelKey(to)}`,
        to,
        content: noticeWith(facts, event, null, false),
        at: now,
      })
  const heard = (to: Address): boolean => isAmong(toldBefore, to)
  const began = told.map((to) => posted(heard(to) ? 'continues' : 'began')(to))
  const ended = toldBefore.filter((to) => !isAmong(told, to)).map(posted('ended'))
  // A digest went to all of these channels.
  return { messages: isDigested ? [] : [...began, ...ended], told }
}

const noticeWith = (
  facts: Facts,
  event: LevelNoticeMessage['event'],
  role: string | null,
  late: boolean,
): LevelNoticeMessage => ({ ...facts, event, role, late })

/** The level before, as notices name it. */
const previously = (
  policy: Policy,
  from: string,
): Pick<LevelNoticeMessage, 'previousLevel' | 'wasFreeze'> => {
  const level = levelNamed(policy, from)
  return { previousLevel: level?.name ?? null, wasFreeze: level?.freeze === true }
}

export const isChannel = ({ kind }: Address): boolean => kind === 'channel' || kind === 'team'

/** The channels that were told of the level that a service was at until now. */
export const channelsToldBefore = (before: LevelNotice | undefined): readonly Address[] =>
  (before?.told ?? []).filter(isChannel)

const addressKey = (address: Address): string =>
  isChannel(address) ? channelKey(address) : JSON.stringify(address)
const isAmong = (addresses: readonly Address[], one: Address): boolean =>
  addresses.some((address) => addressKey(address) === addressKey(one))

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

/** The wording of a statement, once in each thread, where the level asks for one. It names no cause and nobody. */
export function statementDraft(
  level: Level,
  { transition, service, policy, isDigested }: LevelStart,
  thread: string,
  at: number,
): readonly OwedMessage[] {
  if (level.statement !== true) return []
  const content: StatementDraft = {
    kind: 'statement-draft',
    serviceTitle: isDigested ? null : service.title,
    journey: isDigested ? null : (service.journey ?? null),
    timeZone: policy.timeZone,
    since: isoTime(transition.at),
    at: isoTime(at),
  }
  return [
    reply({ id: `statement/${thread}/${policy.name}`, thread, to: channel('announcements'), content, at }),
  ]
}

/** The people to notify of a level one by one, once the members of the groups are known. */
export interface Notified {
  readonly messages: readonly OwedMessage[]
  readonly told: readonly Address[]
  /** In words, for the record. */
  readonly evidence: string
}

/**
 * Messages to each person and list that the level names, a person in several roles gets one; and to those who were told of
 * the level before and not of this one, that it is over.
 */
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
    return { messages: [], told: [], evidence: 'the policy no longer has this level' }
  const told = new Map<string, { readonly to: Address; readonly role: string }>()
  const parts: string[] = []
  for (const role of level.notify.roles) {
    const tell = (who: string, to: Address): void => {
      if (!told.has(who)) told.set(who, { to, role: roleTitle(role, roleBook) })
    }
    const people = peopleOf(role, notice.service, roleBook, members)
    if (level.notify.by.includes('dm')) {
      for (const userId of people) tell(userId, person(userId))
      parts.push(`${roleTitle(role, roleBook)}: ${people.length} by direct message`)
    }
    const addresses = lists.get(role) ?? []
    if (level.notify.by.includes('mail') && addresses.length > 0) {
      tell(`mail/${role}`, { kind: 'mail', to: addresses })
      parts.push(`${roleTitle(role, roleBook)}: mail to ${addresses.length}`)
    }
  }
  const facts: Facts = {
    kind: 'level-notice',
    serviceTitle: found.service.title,
    level: level.name,
    levelTitle: level.title,
    emoji: level.emoji,
    freeze: level.freeze,
    remainingRatio: notice.remainingRatio,
    young: notice.young,
    timeZone: found.policy.timeZone,
    since: isoTime(notice.at),
    at: isoTime(now),
    ...previously(found.policy, notice.previousLevel),
    announcedBy: notice.announcedBy,
  }
  const late = now - notice.at > LATE_AFTER_MS
  const owed = (who: string, to: Address, event: LevelNoticeMessage['event'], role: string | null) =>
    post({
      subject: `notice/${notice.id}/${who}`,
      to,
      content: noticeWith(facts, event, role, late),
      at: now,
    })
  const addressed = [...told.values()].map(({ to }) => to)
  const heard = (to: Address): boolean => isAmong(notice.toldBefore, to)
  const ended = notice.toldBefore.filter((to) => !isAmong(addressed, to))
  return {
    messages: [
      ...[...told].map(([who, { to, role }]) => owed(who, to, heard(to) ? 'continues' : 'began', role)),
      ...ended.map((to, index) => owed(`ended/${index}`, to, 'ended', null)),
    ],
    told: addressed,
    evidence: parts.join('; '),
  }
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

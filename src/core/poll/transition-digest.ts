import { channelKey, channelsBeside } from '../actions/level-notices.ts'
import { youngText } from '../budgets/young.ts'
import { headEdits } from '../freezes/command-freeze.ts'
import type { LevelFreeze } from '../freezes/level-freeze.ts'
import type { FreezeEndings } from '../freezes/messages.ts'
import { isLevelDigest } from '../kernel/outbox/many-at-once.ts'
import { type Address, channel, post, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { levelNamed, levelRank } from '../policy/policy.ts'
import type { Moment } from '../policy/world.ts'
import type { Followed } from './followed.ts'
import { DETAILS, type LevelAnnouncement, type TransitionDetails, type TransitionDigest } from './messages.ts'

/** So many messages hold the details, and so many services fit one at length, or in brief. */
const MOST_DETAIL_MESSAGES = 6
const AT_LENGTH = 30
const IN_BRIEF = 90

/** The ways back of so many policies stand in the thread. */
const MOST_HELPED = 2

/** What came of one transition of a digest's poll. */
export interface DigestedChange {
  readonly followed: Followed
  readonly content: LevelAnnouncement
  /** The freeze that ended with the level before, or continues as another. */
  readonly ended: LevelFreeze | null
  readonly isSaid: boolean
}

/** The worst level first, and in it the least budget left. */
const worstFirst = (a: Followed, b: Followed): number =>
  levelRank(b.policy, b.transition.to) - levelRank(a.policy, a.transition.to) ||
  (a.transition.remainingRatio ?? Infinity) - (b.transition.remainingRatio ?? Infinity) ||
  a.service.title.localeCompare(b.service.title, 'en')

/** The digest, and the same for every further channel that one of its levels notifies, or the level before did. */
export function digestMessages(
  subject: string,
  announced: readonly Followed[],
  toldBefore: readonly Address[],
  { now, teams }: Pick<Moment, 'now'> & { readonly teams?: readonly string[] },
): readonly OwedMessage[] {
  const content = digestContent(announced, now)
  const apart: TransitionDigest = { ...content, hasThread: false }
  const beside = announced.flatMap(({ policy, transition }) => {
    const level = levelNamed(policy, transition.to)
    return level === undefined ? [] : channelsBeside(level, teams)
  })
  const byChannel = new Map(
    [...beside, ...toldBefore].map((address) => [`${subject}/${channelKey(address)}`, address]),
  )
  return [
    post({ subject, to: channel('announcements'), content, at: now }),
    ...[...byChannel].map(([id, to]) => post({ subject: id, to, content: apart, at: now })),
  ]
}

/** The digest of services in shadow, which no further channel hears of. */
export const shadowDigest = (subject: string, announced: readonly Followed[], now: number): OwedMessage =>
  post({ subject, to: channel('shadow'), content: digestContent(announced, now), at: now })

const digestContent = (announced: readonly Followed[], now: number): TransitionDigest => ({
  kind: 'transition-digest',
  at: isoTime(now),
  transitions: announced.toSorted(worstFirst).map(({ transition, service, policy, status }) => ({
    serviceTitle: service.title,
    emoji: levelNamed(policy, transition.to)?.emoji ?? '',
    from: transition.from,
    to: transition.to,
    remainingRatio: transition.remainingRatio,
    young: youngText(status.young),
  })),
  hasThread: true,
})

/** The policies whose ways back the thread gives: those of the worst freezes. */
export function policiesHelped(announced: readonly Followed[]): ReadonlySet<string> {
  const withHelp = announced
    .filter(
      ({ policy, transition }) =>
        policy.recovery.length > 0 && levelNamed(policy, transition.to)?.freeze === true,
    )
    .toSorted(worstFirst)
  return new Set([...new Set(withHelp.map(({ policy }) => policy.name))].slice(0, MOST_HELPED))
}

/** What stands below a digest, several services to a message, and what becomes of the freezes that ended. */
export function threadMessages(
  digest: string,
  changes: readonly DigestedChange[],
  { ids, now }: Pick<Moment, 'ids' | 'now'>,
): readonly OwedMessage[] {
  const said = changes
    .filter(({ isSaid }) => isSaid)
    .toSorted((a, b) => worstFirst(a.followed, b.followed))
    .map(({ content }) => content)
  return [...detailMessages(digest, said, now), ...endingMessages(digest, changes, ids.next('m'), now)]
}

function detailMessages(
  digest: string,
  said: readonly LevelAnnouncement[],
  at: number,
): readonly OwedMessage[] {
  const isBrief = said.length > MOST_DETAIL_MESSAGES * AT_LENGTH
  const size = isBrief ? IN_BRIEF : AT_LENGTH
  const parts = Math.min(MOST_DETAIL_MESSAGES, Math.ceil(said.length / size))
  return Array.from({ length: parts }, (_, part) => {
    const content: TransitionDetails = {
      kind: 'transition-details',
      at: isoTime(at),
      isBrief,
      services: said.slice(part * size, (part + 1) * size).map(detailsOf),
      left: part === parts - 1 ? Math.max(0, said.length - parts * size) : 0,
    }
    return reply({
      id: `${digest}/details/${part + 1}`,
      thread: digest,
      to: channel('announcements'),
      content,
      at,
    })
  })
}

const detailsOf = (announcement: LevelAnnouncement): TransitionDetails['services'][number] => ({
  ...picked(announcement, DETAILS),
  changeCount: announcement.changes.length,
  actionCount: announcement.actions.length,
})

const picked = <Whole, Name extends keyof Whole>(whole: Whole, names: readonly Name[]): Pick<Whole, Name> =>
  Object.fromEntries(names.map((name) => [name, whole[name]])) as Pick<Whole, Name>

/** Heads of freezes say what became of them. The thread of an earlier digest gets one reply for all that ended. */
function endingMessages(
  digest: string,
  changes: readonly DigestedChange[],
  nonce: string,
  at: number,
): readonly OwedMessage[] {
  const ended = changes.flatMap(({ ended: freeze, content, isSaid }) =>
    freeze === null ? [] : [{ freeze, content, isSaid }],
  )
  const edits = ended.flatMap(({ freeze }) =>
    headEdits(freeze, at, nonce).map((edit): OwedMessage => ({ ...edit, urgency: 'storm' })),
  )
  const threads = new Set(ended.map(({ freeze }) => freeze.subject).filter(isLevelDigest))
  const replies = [...threads].map((thread) => {
    const ofThread = ended.filter(({ freeze }) => freeze.subject === thread)
    const content: FreezeEndings = {
      kind: 'freeze-endings',
      ended: ofThread.map(({ content: { serviceTitle, level, freeze } }) => ({
        serviceTitle,
        level,
        continues: freeze,
      })),
      continues: digest,
    }
    return reply({ id: `${thread}/ended/${nonce}`, thread, to: channel('announcements'), content, at })
  })
  return [...edits, ...replies]
}

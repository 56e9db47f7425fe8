import type { Link } from '../budgets/links.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import type { Press } from '../kernel/prompt.ts'

/** Messages about freezes, correctness incidents and postmortems. */
export type FreezeMessage =
  | FreezeAnnouncement
  | FreezeUpdate
  | FreezePicture
  | FreezeEndings
  | FreezeDigest
  | CorrectnessAnnouncement
  | FreezeEnded
  | PostmortemNotice

/** A freeze beside the levels, declared or scheduled: the head of its thread. Times are ISO 8601. */
export interface FreezeAnnouncement {
  readonly kind: 'freeze-announcement'
  /** Of a scheduled freeze; null for a declared one. */
  readonly name: string | null
  /** Titles; empty for all services. */
  readonly services: readonly string[]
  /** Where people look further; empty where it is about several services. */
  readonly links: readonly Link[]
  readonly reason: string
  /** Slack user id; null for a scheduled one. */
  readonly declaredBy: string | null
  readonly since: string
  readonly until: string | null
  readonly timeZone: string
  readonly at: string
  /** Titles of the change types that it blocks; empty when it is like the policy's freeze level. */
  readonly blocks: readonly string[]
  /** Titles of the change types that still pass, by the policy's rules. */
  readonly passes: readonly string[]
  /** Titles of services in shadow, which it does not bind. */
  readonly inShadow: readonly string[]
  /** The bot was away when it began. */
  readonly isLate: boolean
  /** When it ended; the head is edited to say so. */
  readonly endedAt: string | null
  /** Who lifted it; null when its time was over. */
  readonly endedBy: string | null
  /** Of one that somebody declared for one service. */
  readonly prompts?: readonly Press[]
}

/** Freezes that alerts asked for at about one time, as one post, edited as they end. */
export interface FreezeDigest {
  readonly kind: 'freeze-digest'
  readonly at: string
  readonly timeZone: string
  readonly freezes: readonly {
    readonly serviceTitle: string
    readonly reason: string
    readonly isOver: boolean
  }[]
  readonly open: number
}

/** A reply in a freeze's thread: it ended, an incident was added, the commander or war room was set. */
export interface FreezeUpdate {
  readonly kind: 'freeze-update'
  readonly service: string
  readonly serviceTitle: string
  readonly event: 'ended' | 'continued' | 'incident' | 'incident-commander' | 'war-room'
  /** Of an end: the level that the service is at now. */
  readonly text: string
  /** Of an end: reasons of the freezes that go on beside the levels. */
  readonly others: readonly string[]
  /** Of a freeze that continues at another level: the subject of that level's announcement. */
  readonly continues: string | null
  readonly userId: string | null
}

/** Where the budget went, as a reply in the thread of a freeze level that begins; of several services their levels. */
export interface FreezePicture {
  readonly kind: 'freeze-picture'
  /** Null for several. */
  readonly serviceTitle: string | null
  /** The SLO that decides; null where none does. */
  readonly sloTitle: string | null
  readonly picture: PictureName
}

/** Freezes of one digest that one poll ended, as a reply in its thread. */
export interface FreezeEndings {
  readonly kind: 'freeze-endings'
  readonly ended: readonly {
    readonly serviceTitle: string
    /** The level that the service is at now. */
    readonly level: string
    /** That level is a freeze too. */
    readonly continues: boolean
  }[]
  /** Subject of the digest that tells of the levels of now. */
  readonly continues: string
}

/** Data is wrong: posted in #incidents and #engineering, each the head of a thread. */
export interface CorrectnessAnnouncement {
  readonly kind: 'correctness-incident'
  readonly incidentId: string
  readonly service: string
  readonly serviceTitle: string
  readonly what: string
  /** Where people look further. */
  readonly links: readonly Link[]
  readonly declaredBy: string
  readonly since: string
  readonly timeZone: string
  readonly at: string
  /** Titles of the change types that may fix it. */
  readonly fixes: readonly string[]
  readonly endedAt: string | null
  readonly endedBy: string | null
  readonly prompts: readonly Press[]
}

/** The end of a freeze or of a correctness incident, in its thread. */
export interface FreezeEnded {
  readonly kind: 'freeze-ended'
  readonly what: 'declared' | 'window' | 'correctness'
  /** Titles; empty for all services. */
  readonly services: readonly string[]
  readonly by: string | null
  readonly isLate: boolean
  readonly at: string
  readonly timeZone: string
  /** What still holds its services: `Inference Gateway at CRITICAL`, or the reason of another freeze. */
  readonly others: readonly string[]
}

/** A postmortem was filed. */
export interface PostmortemNotice {
  readonly kind: 'postmortem-filed'
  readonly serviceTitle: string
  readonly author: string
  readonly content: string
  readonly level: string
  /** Null unless it is of a correctness incident. */
  readonly answers: { readonly records: string; readonly repair: string; readonly cause: string } | null
}

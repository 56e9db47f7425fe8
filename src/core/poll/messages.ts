import type { Link } from '../budgets/links.ts'
import type { Press } from '../kernel/prompt.ts'
import type { MeetingWords } from '../policy/meeting-words.ts'
import type { ShippingLine, TitledSeat } from '../status/shipping-lines.ts'

/** Messages about levels, a policy's notices, and data that stops. */
export type LevelMessage =
  | LevelAnnouncement
  | TransitionDigest
  | TransitionDetails
  | PolicyNoticeMessage
  | PolicyNoticeDigest
  | DataGapMessage

/** The announcement of a level: the head of a thread when the level is a freeze. Times are ISO 8601, ratios numbers. */
export interface LevelAnnouncement extends LevelRules {
  readonly kind: 'level-announcement'
  /** Template in messages/, named by the policy's level. */
  readonly template: string
  readonly service: string
  readonly serviceTitle: string
  readonly level: string
  readonly levelTitle: string
  readonly emoji: string
  readonly freeze: boolean
  readonly previousLevel: string
  readonly slo: string | null
  readonly sloTitle: string | null
  /** Where people look further; empty while no freeze is in force. */
  readonly links: readonly Link[]
  readonly remainingRatio: number | null
  /** `young: 2 min of 30 d` while the data covers too little of the window for a plain figure; else null. */
  readonly young: string | null
  /** The same SLO 24 hours before; null when nothing was measured then. */
  readonly yesterdayRatio: number | null
  readonly exhaustsInSeconds: number | null
  /** Since when the budget has been spent; null while some is left. */
  readonly breachedSince: string | null
  readonly nextReviewAt: string | null
  readonly at: string
  readonly timeZone: string
  readonly recoverAfterSeconds: number
  readonly incidentCommander: string | null
  readonly warRoom: string | null
  readonly topActions: readonly { readonly what: string; readonly owner: string }[]
  readonly recentIncidents: readonly {
    readonly startedAt: string
    readonly what: string
    readonly failedRatio: number | null
    readonly minutes: number | null
    readonly costRatio: number | null
  }[]
  /** Permalink subject of the freeze before, which this one continues; null when there is none. */
  readonly continues: string | null
  /** When the freeze ended; the head is edited to say so. */
  readonly endedAt: string | null
  /** The freeze level as which it goes on: it has not ended. */
  readonly continuedAs: string | null
  /** Left out by releases before this one, whose announcements are still in stores. */
  readonly prompts?: readonly Press[]
}

/** What the policy holds at a level, as its announcement tells it. Names of roles and requirements are their titles. */
export interface LevelRules {
  /** What each change type gets, in the policy's order. */
  readonly changes: readonly {
    readonly change: string
    readonly title: string
    readonly decision: 'approved' | 'needs-approval' | 'blocked'
    readonly seats: readonly TitledSeat[]
    readonly requires: readonly string[]
    readonly exempt: boolean
  }[]
  /** The same in lines: change types that get the same share one. */
  readonly lines: readonly ShippingLine[]
  /** How many change types are blocked, and how many pass. */
  readonly blockedCount: number
  readonly passingCount: number
  /** Something that passes takes more approvals than at the best level. */
  readonly asksForMore: boolean
  readonly everyRequestBrings: readonly string[]
  /** Risk classes that need more of the budget than the level has at its worst: `Medium risk`, `at least 30%`. */
  readonly minimums: readonly { readonly risk: string; readonly needs: string }[]
  /** Who may let a blocked change through: `SRE and Engineering manager`; null where nobody may. */
  readonly exception: string | null
  readonly trigger: 'automatic' | 'manual'
  /** When deployments may start, or had better: `22:00-06:00`; null at any time. */
  readonly hours: string | null
  readonly preferredHours: string | null
  readonly tests: string | null
  readonly monitoring: string | null
  readonly meetings: readonly MeetingWords[]
  readonly nextMeeting: MeetingWords | null
  /** What people owe when the level begins; what Budgeteer does itself is not told. */
  readonly actions: readonly {
    readonly text: string
    /** A role's title. */
    readonly owner: string
    /** `at once`, `within 2 hours`, `every 6 hours`. */
    readonly due: string
  }[]
  /** When the level applies, in words after "when"; null for the best one. */
  readonly when: string | null
  /** The next worse level, null for the worst. */
  readonly worse: { readonly level: string; readonly when: string } | null
  /** Freezes beside the level, as words that follow "blocked by". */
  readonly frozenBy: readonly string[]
}

/** Four or more transitions in one poll, the worst first. Their details stand in its thread, several to a message. */
export interface TransitionDigest {
  readonly kind: 'transition-digest'
  readonly at: string
  readonly transitions: readonly {
    readonly serviceTitle: string
    readonly emoji: string
    readonly from: string
    readonly to: string
    readonly remainingRatio: number | null
    readonly young: string | null
  }[]
  /** Whether the details stand in its thread; in further channels they do not. */
  readonly hasThread: boolean
}

/** What a digest's thread says of each service, of all that an announcement of its own would say. */
export const DETAILS = [
  'serviceTitle',
  'level',
  'emoji',
  'freeze',
  'previousLevel',
  'sloTitle',
  'remainingRatio',
  'young',
  'exhaustsInSeconds',
  'breachedSince',
  'timeZone',
  'blockedCount',
  'frozenBy',
  'incidentCommander',
] as const satisfies readonly (keyof LevelAnnouncement)[]

/** A reply below a digest: a part of its services, the worst first. */
export interface TransitionDetails {
  readonly kind: 'transition-details'
  readonly at: string
  /** One line for each service, because there are very many. */
  readonly isBrief: boolean
  readonly services: readonly (Pick<LevelAnnouncement, (typeof DETAILS)[number]> & {
    readonly changeCount: number
    /** What the level asks of people. */
    readonly actionCount: number
  })[]
  /** How many services stand in no part. */
  readonly left: number
}

/** What the policy wants said when a condition begins to hold, beside any level. */
export interface PolicyNoticeMessage {
  readonly kind: 'policy-notice'
  readonly service: string
  readonly serviceTitle: string
  readonly notice: string
  readonly text: string
  readonly slo: string
  readonly sloTitle: string
  readonly remainingRatio: number
  readonly young: string | null
}

/** Four or more notices that one poll says. */
export interface PolicyNoticeDigest {
  readonly kind: 'policy-notice-digest'
  readonly notices: readonly Omit<PolicyNoticeMessage, 'kind'>[]
}

/** SLOs whose data has stopped, or is back: those that one poll finds. Times are ISO 8601. */
export interface DataGapMessage {
  readonly kind: 'data-gap'
  readonly state: 'stopped' | 'back'
  readonly at: string
  readonly timeZone: string
  readonly slos: readonly {
    readonly serviceTitle: string
    readonly sloTitle: string
    /** The time of the newest sample before the gap. */
    readonly since: string
  }[]
}

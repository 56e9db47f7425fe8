/** Messages about levels, and a policy's notices. */
export type LevelMessage = LevelAnnouncement | TransitionDigest | PolicyNoticeMessage

/** The announcement of a level: the head of a thread when the level is a freeze. Times are ISO 8601, ratios numbers. */
export interface LevelAnnouncement {
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
  readonly remainingRatio: number | null
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
}

/** Four or more transitions in one poll: one message, with each one's own announcement in its thread. */
export interface TransitionDigest {
  readonly kind: 'transition-digest'
  readonly at: string
  readonly transitions: readonly {
    readonly serviceTitle: string
    readonly emoji: string
    readonly from: string
    readonly to: string
    readonly remainingRatio: number | null
  }[]
}

/** What the policy wants said when a condition begins to hold, beside any level. */
export interface PolicyNoticeMessage {
  readonly kind: 'policy-notice'
  readonly service: string
  readonly serviceTitle: string
  readonly notice: string
  readonly text: string
  readonly slo: string
  readonly remainingRatio: number
}

/** A comparison of the budget remaining with bounds, as ratios: 0.5 is 50 %. Every bound that is given must hold. */
export interface Bounds {
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
}

/** When a level applies. More kinds of condition join this union as policies need them. */
export type Condition =
  | { readonly kind: 'remaining'; readonly bounds: Bounds }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }

/** So many distinct people in this role. */
export interface Seat {
  readonly role: string
  readonly count: number
}

/** What a change gets at a level. `seats` is empty unless the verdict is `approvals`. */
export interface Rule {
  readonly verdict: 'approve' | 'approvals' | 'block'
  readonly seats: readonly Seat[]
  /** Names of requirements beyond the level's own. */
  readonly requires: readonly string[]
  /** Shown beside the decision: "defer unless high-value". */
  readonly advice?: string
}

/** Something that a request must bring. */
export interface Requirement {
  readonly name: string
  readonly title: string
  readonly hint?: string
  /** `confirm` is a tick (by the requester, or by the pipeline at the gate); `text` must be written. */
  readonly kind: 'confirm' | 'text'
}

/** When the level's people meet. Times are wall-clock times in the policy's zone. */
export type Cadence =
  | { readonly kind: 'weekly'; readonly weekday: number; readonly at: readonly string[] }
  | { readonly kind: 'daily'; readonly at: readonly string[] }
  /** Counted from the start of the level, around the clock. */
  | { readonly kind: 'every'; readonly everyMs: number }

export interface Review {
  /** `review`, `standup`. */
  readonly name: string
  readonly cadence: Cadence
}

export interface Level {
  readonly name: string
  /** The line "Status:" of the announcement: "Partial freeze". */
  readonly title: string
  readonly emoji: string
  /** Null for the best level: it holds when no other does. */
  readonly when: Condition | null
  /** A freeze level begins a thread of its own and is announced as a freeze. */
  readonly freeze: boolean
  /** Requirements of every request at this level. */
  readonly requires: readonly string[]
  /** `manual` refuses a gate call by a token marked automatic. */
  readonly trigger: 'automatic' | 'manual'
  /** Pending requests and unused grants that this level does not allow are voided when it begins. */
  readonly cancelsPlanned: boolean
  readonly changes: ReadonlyMap<string, Rule>
  readonly risks: ReadonlyMap<string, Rule>
  readonly otherwise: Rule | null
  /** Who may let a blocked change through at this level. Empty: nobody. */
  readonly exception: readonly Seat[]
  readonly reviews: readonly Review[]
  /** Name of the template in messages/, without its ending. */
  readonly announcement: string
}

export interface ChangeType {
  readonly name: string
  readonly title: string
  readonly risk: string
  /** Let through at every level when a named person, or a token that may, claims it. */
  readonly exempt: boolean
}

export interface Risk {
  readonly name: string
  readonly title: string
  /** Bounds that the remaining budget must meet unless a named change type's own rule decides. */
  readonly minimum: Bounds
}

export interface Policy {
  readonly name: string
  readonly title: string
  /** The document's own version and the first eight digits of its content hash: `1.0+3fa2b1c9`. */
  readonly version: string
  readonly timeZone: string
  /** How long a better level must hold before it takes effect. */
  readonly recoverAfterMs: number
  readonly onMissingBudget: { readonly keepLevelMs: number; readonly then: Rule }
  /** Best first. */
  readonly levels: readonly Level[]
  readonly changes: ReadonlyMap<string, ChangeType>
  /** Least risky first. */
  readonly risks: ReadonlyMap<string, Risk>
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly requestExpiresAfterMs: number
  readonly grant: { readonly validMs: number; readonly singleUse: boolean }
}

/** The level of a service whose budget has never been known. No policy may use the name. */
export const UNKNOWN_LEVEL = 'UNKNOWN'

export const levelNamed = (policy: Policy, name: string): Level | undefined =>
  policy.levels.find((level) => level.name === name)

/** 0 for the best level; the unknown level, and a level that the policy no longer has, stand past the worst. */
export function levelRank(policy: Policy, name: string): number {
  const rank = policy.levels.findIndex((level) => level.name === name)
  return rank === -1 ? policy.levels.length : rank
}

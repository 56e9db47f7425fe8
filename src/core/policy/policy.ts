import type { Ladder, Silence } from './ladder.ts'
import type { Sli } from '../budgets/slo.ts'
import type { Enforcement } from '../kernel/enforcement.ts'
import type { ChannelPurpose } from '../kernel/outbox/owed-message.ts'
import type { CalendarRules } from './calendar-rules.ts'
import type { ChecklistItem } from './checklist-item.ts'
import type { DeployHours } from './deploy-hours.ts'
import type { ActionTimes, MandatoryAction } from './mandatory-action.ts'
import type { PolicyAbout } from './policy-about.ts'
import type { RolloutPlan } from './rollout-plan.ts'

/** A comparison of the budget remaining with bounds, as ratios: 0.5 is 50 %. Every bound that is given must hold. */
export interface Bounds {
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
}

/** When a level applies or a notice is due. A condition on an unknown figure never holds. Durations are milliseconds. */
export type Condition =
  | { readonly kind: 'remaining'; readonly bounds: Bounds }
  /** At the burn rate of the last day the budget is spent within this time; a spent one is. */
  | { readonly kind: 'exhausts_within'; readonly withinMs: number }
  | { readonly kind: 'burn'; readonly overMs: number; readonly above: number }
  /** The budget has been spent for at least so long. */
  | { readonly kind: 'exhausted_for'; readonly forMs: number }
  /** At least this share of the SLO's budget was spent within the period. */
  | { readonly kind: 'spent'; readonly withinMs: number; readonly atLeast: number }
  /** The objective was missed in less than this share of the period, all of which must be on record. */
  | { readonly kind: 'missed'; readonly withinMs: number; readonly below: number }
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
  /** Started one at a time, days apart: the calendar says when. */
  readonly staggered?: true
}

/** Something that a request must bring. */
export interface Requirement {
  readonly name: string
  readonly title: string
  readonly hint?: string
  /**
   * `confirm` is a tick (by the requester, or by the pipeline at the gate); `text` must be written; `postmortem` is met for
   * every request of a service when somebody files one while the level lasts.
   */
  readonly kind: 'confirm' | 'text' | 'postmortem'
}

/** When the level's people meet. Times are wall-clock times in the policy's zone. */
export type Cadence =
  | { readonly kind: 'weekly'; readonly weekday: number; readonly at: readonly string[] }
  | { readonly kind: 'daily'; readonly at: readonly string[] }
  /** Counted from the start of the level, around the clock. */
  | { readonly kind: 'every'; readonly everyMs: number }

export interface Review {
  /** Names one of the policy's meetings. */
  readonly name: string
  readonly cadence: Cadence
}

/** What Budgeteer knows of an item on the agenda, and fills in. */
export const AGENDA_FACTS = [
  'budgets',
  'trend',
  'incidents',
  'actions',
  'requests',
  'forecast',
  'recovery',
] as const
export type AgendaFact = (typeof AGENDA_FACTS)[number]

/** What people do when a review is held. */
export interface Meeting {
  readonly name: string
  readonly title: string
  /** What people call it for short, without how often it is held: "standup". */
  readonly called?: string
  readonly minutes: number | null
  readonly attendees: readonly string[]
  readonly agenda: readonly { readonly text: string; readonly facts: AgendaFact | null }[]
  readonly post: ChannelPurpose
  /** Name of a mail list of the configuration; null where nothing is mailed. */
  readonly mail: string | null
}

/** Something about the policy itself that its owner is reminded of, on the first day of a period. */
export interface PolicyReminder {
  readonly name: string
  readonly text: string
  readonly every: 'month' | 'quarter' | 'year'
}

/** Who is notified that a level has begun, and how. */
export interface LevelNotification {
  readonly roles: readonly string[]
  /** `teams` is every further channel of the configuration. */
  readonly channels: readonly (ChannelPurpose | 'teams')[]
  /** How the roles are told. */
  readonly by: readonly NotificationWay[]
}

export const NOTIFICATION_WAYS = ['dm', 'mail', 'pager', 'webhook'] as const
export type NotificationWay = (typeof NOTIFICATION_WAYS)[number]

/** Advice for the way back, shown with a freeze and its reviews. */
export interface RecoveryStrategy {
  readonly title: string
  readonly items: readonly string[]
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
  /** Undefined leaves it to the service and the policy. */
  readonly enforcement?: Enforcement
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
  /** In place of the policy's own ladder; empty where nothing may be handed on. */
  readonly escalation?: Ladder
  readonly reviews: readonly Review[]
  readonly hours: DeployHours
  /** What tests the level asks for, in words; null where it says nothing. */
  readonly tests: string | null
  /** How closely the budget is watched, in words; null where it says nothing. */
  readonly monitoring: string | null
  readonly notify: LevelNotification
  /** What people owe when the level begins; undefined asks for nothing. */
  readonly actions?: readonly MandatoryAction[]
  /** A draft of what is said to customers and the public stands in the thread of the announcement. */
  readonly statement?: boolean
  /** Undefined where deployments go out all at once. */
  readonly rollout?: RolloutPlan
  /** Name of the template in messages/, without its ending. */
  readonly announcement: string
}

export interface ChangeType {
  readonly name: string
  readonly title: string
  /** How several are called: "Feature releases"; undefined: like one. */
  readonly plural?: string
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

/** Who may decide alone, against the policy; always announced. */
export interface OverrideRule {
  readonly roles: readonly string[]
  /** The reasons must be written down. */
  readonly isDocumented: boolean
}

export const RATION_PERIODS = ['week', 'month', 'quarter', 'year'] as const
export type RationPeriod = (typeof RATION_PERIODS)[number]

/** A counted ration of ways through a freeze, by calendar periods in the policy's time zone. */
export interface SilverBullets {
  readonly count: number
  readonly per: RationPeriod
  /** Whose ration it is: each service's own, or one of all services under the policy. */
  readonly scope: 'service' | 'policy'
  readonly seats: readonly Seat[]
  /** Levels at which one may be used. */
  readonly levels: readonly string[]
}

/** A message of the policy when a condition holds, beside any level: "flag rollback at burn 10". */
export interface PolicyNotice {
  readonly name: string
  readonly when: Condition
  readonly text: string
  /** Leaves as an event for machines as well. */
  readonly webhook: boolean
  /** The one receiver that gets the event; undefined: every one that takes events of this kind. */
  readonly receiver?: string
  /** Looked at, and said, for each SLO of this kind by itself; undefined: once for the service, whatever its SLOs. */
  readonly sliKind?: Sli['kind']
  /** The service's feature flags are rolled back when it begins to hold. */
  readonly flags?: FlagRollback
}

export interface FlagRollback {
  /** How long after a rollback the flags of a service are not rolled back again. */
  readonly coolDownMs: number
}

/** What freezes beside the levels do, and who declares them. */
export interface FreezeRules {
  /** The role that declares and lifts freezes and correctness incidents. */
  readonly declaredBy: string
  /** The level whose rules hold at least during a declared or scheduled freeze; null takes the first freeze level. */
  readonly asLevel: string | null
  /** Change types that may ship while a correctness incident is open. */
  readonly correctnessFixes?: readonly string[]
  /** Whether an alert with the label `freeze: "true"` declares a freeze while it fires. Default: it does not. */
  readonly byAlerts?: boolean
}

export interface Policy {
  readonly name: string
  readonly title: string
  /** The document's own version and the first eight digits of its content hash: `1.0+3fa2b1c9`. */
  readonly version: string
  readonly timeZone: string
  /** Undefined: it enforces. */
  readonly enforcement?: Enforcement
  /** How long a better level must hold before it takes effect. */
  readonly recoverAfterMs: number
  /** Data that covers less of its window than this share is young; 0: never. Undefined: the usual share. */
  readonly youngBelow?: number
  readonly onMissingBudget: { readonly keepLevelMs: number; readonly then: Rule }
  /** Best first. */
  readonly levels: readonly Level[]
  readonly changes: ReadonlyMap<string, ChangeType>
  /** Least risky first. */
  readonly risks: ReadonlyMap<string, Risk>
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly requestExpiresAfterMs: number
  /** Undefined where unanswered approvals get no reminder. */
  readonly silence?: Silence
  /** Which role a request is handed to when another does not answer; undefined where there is no next role. */
  readonly escalation?: Ladder
  readonly grant: { readonly validMs: number; readonly singleUse: boolean }
  /** Undefined where the policy leaves it at the defaults. */
  readonly freezes?: FreezeRules
  /** Null: nobody may. */
  readonly override: OverrideRule | null
  /** Null: there are none. */
  readonly silverBullets: SilverBullets | null
  readonly notices: readonly PolicyNotice[]
  readonly recovery: readonly RecoveryStrategy[]
  readonly meetings: ReadonlyMap<string, Meeting>
  readonly reminders: readonly PolicyReminder[]
  /** Undefined where the policy leaves it at the defaults. */
  readonly calendar?: CalendarRules
  /** What is checked before any deployment. */
  readonly checklist?: readonly ChecklistItem[]
  /** Undefined where the policy leaves them at the usual ones. */
  readonly actionTimes?: ActionTimes
  readonly about: PolicyAbout
  /** What the configuration calls the roles; undefined where the policy was read without one. */
  readonly roleTitles?: ReadonlyMap<string, string>
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

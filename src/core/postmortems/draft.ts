import type { PictureName } from '../kernel/picture-name.ts'
import type { Money } from '../cost/money.ts'
import type { ActionState } from '../actions/action.ts'

/**
 * What is known of an incident, for people to write its postmortem from. It names nobody: people stand in it as the roles in which
 * they helped, and a deployment by its revision. Times are epoch milliseconds.
 */
export interface PostmortemDraft {
  /** When it was drawn up: what became known later is not in it. */
  readonly at: number
  /** IANA name: on whose clock times are shown. */
  readonly timeZone: string
  readonly incident: DraftedIncident
  readonly cost: DraftedCost
  readonly timeline: readonly TimelineEntry[]
  /** Other incidents of the service in its time, oldest first. */
  readonly alongside: readonly DraftedIncident[]
  /** Which roles helped, and how, in the order in which they came. */
  readonly roles: readonly RoleDeeds[]
  /** What people have put down to be done after it, by deadline. */
  readonly actionItems: readonly DraftedItem[]
  /** When postmortems that are about it were filed, oldest first. */
  readonly filedAt: readonly number[]
  /** Its budget around that time; null where the service or its SLO is no longer configured. */
  readonly picture: PictureName | null
}

export interface DraftedIncident {
  readonly id: string
  readonly service: string
  readonly serviceTitle: string
  /** What it is called, without people. */
  readonly what: string
  readonly startedAt: number
  /** Null while it goes on. */
  readonly endedAt: number | null
}

/** What it cost. Null is what is not known. */
export interface DraftedCost {
  /** Share of the whole budget. */
  readonly costRatio: number | null
  /** While it is still worked out. */
  readonly isFinal: boolean
  /** Share of the requests that failed while it lasted. */
  readonly failedRatio: number | null
  /** The SLO whose budget it cost. */
  readonly slo: string | null
  readonly sloTitle: string | null
  /** The same cost as minutes in which everything fails; null too where the SLO is no longer configured. */
  readonly badMinutes: number | null
  /** Of so many that the window allows. */
  readonly allowedMinutes: number | null
  /** The same in money; null too where the service has no price. */
  readonly money: Money | null
  /** Of the budget before it began, at the least, and after it ended, by readings; 1 is untouched. */
  readonly before: number | null
  readonly least: number | null
  readonly after: number | null
}

export const TIMELINE_KINDS = [
  'incident',
  'alert',
  'budget',
  'level',
  'freeze',
  'deployment',
  'request',
  'action',
  'data',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

export interface TimelineEntry {
  readonly at: number
  readonly kind: TimelineKind
  /** The role that did it, by its title; null for a machine, and where no role is on record. */
  readonly role: string | null
  /** A sentence without its point; of a role it goes on behind the role: `approved Hotfix of v2`. */
  readonly text: string
}

export interface RoleDeeds {
  readonly role: string
  /** Each once: `approved Hotfix of v2`. */
  readonly deeds: readonly string[]
}

export interface DraftedItem {
  readonly id: string
  readonly text: string
  /** Title of the role that owns it. */
  readonly owner: string
  readonly dueAt: number
  readonly state: ActionState
}

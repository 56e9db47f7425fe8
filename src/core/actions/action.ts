import type { Address } from '../kernel/outbox/owed-message.ts'
import type { ActionProof } from '../policy/mandatory-action.ts'

/** Somebody by name, for where a mention cannot come alive. */
export interface NamedPerson {
  readonly userId: string
  readonly name: string
}

/** An incident, as it was called when something was written about it. */
export interface NamedIncident {
  readonly id: string
  readonly what: string
}

/** `ended` was still open when its level ended. */
export type ActionState = 'open' | 'done' | 'ended'

/** Something to be done for a service, until somebody has done it: a level demands it, or people put it down after an incident. */
export interface Action {
  readonly id: string
  readonly service: string
  /** The level that demands it; of an action item, the one that the service was at. */
  readonly level: string
  /** The incident whose postmortem asks for it; null where a level does. */
  readonly incident: NamedIncident | null
  /** As the policy calls it; distinct in its list. */
  readonly name: string
  readonly text: string
  /** A role; null where Budgeteer does it itself. */
  readonly owner: string | null
  readonly escalateTo: string | null
  /** Who took it over; null while it is the role's. */
  readonly assignee: NamedPerson | null
  readonly startedAt: number
  readonly dueAt: number
  /** From when each round of a repeating action is counted. */
  readonly levelSince: number
  readonly repeatsMs: number | null
  readonly insistMs: number | null
  readonly proof: ActionProof | null
  readonly state: ActionState
  readonly closedAt: number | null
  /** Slack user id, or `budgeteer`. */
  readonly closedBy: string | null
  /** What shows that it was done, in words. */
  readonly evidence: string | null
  /** When people were last reminded of it; null before the first time. */
  readonly remindedAt: number | null
  /** When it was found to be late; null while it is not. */
  readonly overdueAt: number | null
  readonly escalatedAt: number | null
  /** The message that lists it. */
  readonly subject: string
  /** The message in whose thread the list stands. */
  readonly thread: string
}

/** Port: mandatory actions and action items. */
export interface ActionStore {
  save(actions: readonly Action[]): Promise<void>
  byId(id: string): Promise<Action | undefined>
  /** Open ones, of one service or of all, by deadline. */
  open(service?: string): Promise<readonly Action[]>
  /** Those of a service that were open for some of `[from, until)`, by deadline. */
  during(service: string, from: number, until: number): Promise<readonly Action[]>
  /** All that one message lists, in the order of the policy. */
  listedIn(subject: string): Promise<readonly Action[]>
}

/** An improvement that the service's people have put on the list, most important first. */
export interface TopAction {
  readonly id: string
  readonly service: string
  /** Smaller comes first; distinct among the open ones of a service. */
  readonly position: number
  readonly text: string
  readonly owner: NamedPerson
  readonly addedBy: string
  readonly addedAt: number
  readonly doneAt: number | null
  readonly doneBy: string | null
}

/** Port: top actions. */
export interface TopActionStore {
  save(actions: readonly TopAction[]): Promise<void>
  /** Open ones of one service or of all, by service, most important first. */
  open(service?: string): Promise<readonly TopAction[]>
}

/** The start of a level of which people are notified one by one, as soon as it is known who they are. */
export interface LevelNotice {
  /** The id of the transition. */
  readonly id: string
  readonly service: string
  readonly level: string
  readonly at: number
  readonly remainingRatio: number | null
  /** As messages carry it. */
  readonly young: string | null
  readonly toldAt: number | null
  /** The level before. */
  readonly previousLevel: string
  /** Subject of its announcement; null where it was not announced. */
  readonly announcedBy: string | null
  /** Everybody who was told of it, further channels too: they hear of its end. */
  readonly told: readonly Address[]
  /** People and lists who were told of the level before and wait to hear of its end: this level may tell them as well. */
  readonly toldBefore: readonly Address[]
  readonly endedAt: number | null
}

/** Port: people who have yet to be notified of a level. */
export interface LevelNoticeStore {
  save(notice: LevelNotice): Promise<void>
  /** Of levels that last. */
  untold(): Promise<readonly LevelNotice[]>
  /** The newest of a service, if its level lasts. */
  current(service: string): Promise<LevelNotice | undefined>
}

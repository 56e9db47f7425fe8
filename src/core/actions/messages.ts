import type { Press, Words } from '../kernel/prompt.ts'

/** Messages about actions, and to the people who are notified of a level. */
export type ActionMessage = ActionList | ActionNotice | LevelNoticeMessage | RecoveryHelp | StatementDraft

/** Who is asked: a role with the ids of its users and user groups, or the assignee. */
export interface AskedFacts {
  readonly role: string
  readonly people: readonly string[]
}

/** The mandatory actions of a level or the action items of an incident, listed in its thread with their buttons. Times are ISO 8601. */
export interface ActionList {
  readonly kind: 'action-list'
  readonly service: string
  readonly serviceTitle: string
  readonly level: string
  /** What the incident is called whose action items they are; null for a level's. */
  readonly incident: string | null
  readonly timeZone: string
  readonly at: string
  readonly items: readonly {
    readonly actionId: string
    readonly text: string
    /** Null where Budgeteer does it itself. */
    readonly owner: AskedFacts | null
    readonly dueAt: string
    readonly state: 'open' | 'done' | 'ended'
    readonly overdue: boolean
    /** Title of the role that it went to. */
    readonly escalatedTo: string | null
    readonly closedBy: string | null
    readonly closedAt: string | null
    readonly evidence: string | null
    readonly prompts: readonly Press[]
  }[]
}

/** Reminds of actions: in the thread of their level or incident, and to people one by one. */
export interface ActionNotice {
  readonly kind: 'action-notice'
  readonly event: 'due-soon' | 'insisting' | 'overdue' | 'escalated' | 'reassigned'
  /** Of the first item. */
  readonly serviceTitle: string
  /** How many services the items are of; several only below a digest. */
  readonly serviceCount: number
  readonly level: string
  /** What the incident is called whose action items they are; null for a level's. */
  readonly incident: string | null
  readonly timeZone: string
  readonly at: string
  /** The bot was away when it should have been said. */
  readonly late: boolean
  readonly items: readonly {
    readonly serviceTitle: string
    readonly text: string
    readonly owner: AskedFacts
    readonly dueAt: string
    readonly escalatedTo: AskedFacts | null
    /** The command to type where a button is not enough. */
    readonly how: Words | null
  }[]
}

/** Tells a person, a list or a further channel that a level has begun, or that the one they were told of is over. */
export interface LevelNoticeMessage {
  readonly kind: 'level-notice'
  /** `continues` to those who were told of the level before; `ended` to those whom this level does not tell. */
  readonly event: 'began' | 'continues' | 'ended'
  /** The level before; null where it is not known. */
  readonly previousLevel: string | null
  /** Whether that was a freeze. */
  readonly wasFreeze: boolean
  /** Subject of the level's announcement; null where it was not announced. */
  readonly announcedBy: string | null
  readonly serviceTitle: string
  readonly level: string
  readonly levelTitle: string
  readonly emoji: string
  readonly freeze: boolean
  readonly remainingRatio: number | null
  /** `young: 2 min of 30 d` while the data covers too little of the window for a plain figure; else null. */
  readonly young: string | null
  /** Why this person is notified; null in channels. */
  readonly role: string | null
  readonly timeZone: string
  readonly since: string
  readonly at: string
  readonly late: boolean
}

/** The policy's advice for the way back, in a freeze's thread. */
export interface RecoveryHelp {
  readonly kind: 'recovery-help'
  readonly serviceTitle: string
  readonly strategies: readonly { readonly title: string; readonly items: readonly string[] }[]
}

/** The wording of a statement to customers, stakeholders or the public, for people to edit; in the thread of a level. */
export interface StatementDraft {
  readonly kind: 'statement-draft'
  /** Null for several services. */
  readonly serviceTitle: string | null
  /** What users do with the service; null where nobody wrote it, and for several. */
  readonly journey: string | null
  readonly timeZone: string
  readonly since: string
  readonly at: string
}

import type { Link } from '../budgets/links.ts'
import type { Press } from '../kernel/prompt.ts'

/** Messages about incidents. */
export type IncidentAnnouncement = IncidentMessage | IncidentUpdate | IncidentStorm

/** The head of an incident's thread, edited as long as more becomes known. Times are ISO 8601. */
export interface IncidentMessage {
  readonly kind: 'incident'
  readonly incidentId: string
  readonly service: string
  readonly serviceTitle: string
  readonly what: string
  /** As the alert has it: `critical`, `page`. */
  readonly severity: string | null
  readonly summary: string | null
  /** Where the alert can be looked at. */
  readonly url: string | null
  /** Where people look further. */
  readonly links: readonly Link[]
  /** Slack user id; null for what was detected. */
  readonly enteredBy: string | null
  readonly startedAt: string
  readonly endedAt: string | null
  /** How long it lasted, or lasts so far. */
  readonly minutes: number
  readonly failedRatio: number | null
  readonly costRatio: number | null
  /** The same in money, in words; null where its service has no price. */
  readonly money: string | null
  /** The SLO that it cost most of. */
  readonly sloTitle: string | null
  readonly isCostFinal: boolean
  /** Slack user id of who said that it is over. */
  readonly closedBy: string | null
  readonly timeZone: string
  /** When this was so. */
  readonly at: string
  /** Id of the incident that it turned out to be a part of. */
  readonly mergedInto: string | null
  readonly prompts: readonly Press[]
}

/** A step of an incident, posted in its thread. */
export interface IncidentUpdate {
  readonly kind: 'incident-update'
  readonly event: 'over' | 'reopened' | 'corrected' | 'closed' | 'note'
  readonly incidentId: string
  readonly serviceTitle: string
  readonly what: string
  /** The note, or what was corrected; empty otherwise. */
  readonly text: string
  /** Slack user id of who did it. */
  readonly userId: string | null
  readonly minutes: number
  readonly costRatio: number | null
  readonly money: string | null
}

/** Many incidents at once: one message, edited as they begin and end. */
export interface IncidentStorm {
  readonly kind: 'incident-storm'
  readonly at: string
  readonly timeZone: string
  readonly since: string
  /** The first of them, those that go on before those that are over. */
  readonly items: readonly {
    readonly incidentId: string
    readonly serviceTitle: string
    readonly what: string
    readonly startedAt: string
    readonly isOver: boolean
    readonly costRatio: number | null
    readonly money: string | null
  }[]
  readonly count: number
  /** How many go on. */
  readonly open: number
}

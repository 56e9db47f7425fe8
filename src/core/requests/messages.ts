import type { Press, Words } from '../kernel/prompt.ts'
import type { Way } from '../policy/way.ts'
import type { RequestState } from './deploy-request.ts'
import type { Standing } from './standing.ts'

/** Messages about deploy requests. */
export type RequestMessage = ApprovalRequestMessage | RequestNotice | OverrideAnnouncement | ApprovalCall

/** A request as its message shows it, in the approvals channel and in direct messages. Times are ISO 8601. */
export interface RequestFacts {
  readonly requestId: string
  readonly service: string
  readonly serviceTitle: string
  readonly change: string
  readonly changeTitle: string
  readonly risk: string
  readonly riskTitle: string
  readonly revision: string
  readonly environment: string
  readonly summary: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly expiresAt: string
  readonly state: RequestState
  /** What became of it, for people: a granted request may be used up. */
  readonly standing: Standing
  /** When it ended, and who ended it: a Slack user id, or null for Budgeteer. Null while it has not. */
  readonly end: { readonly at: string; readonly by: string | null } | null
  readonly supersededBy: string | null
  /** Its newest grant. */
  readonly grant: GrantFacts | null
  /** Texts that were changed, oldest first, with those whose approvals fell with it. */
  readonly textChanges: readonly {
    readonly title: string
    readonly at: string
    readonly voided: readonly string[]
  }[]
  readonly level: string
  readonly remainingRatio: number | null
  /** `young: 2 min of 30 d` while the data covers too little of the window for a plain figure; else null. */
  readonly young: string | null
  readonly explanation: Words
  readonly rule: string
  readonly policyVersion: string
  readonly answers: readonly { readonly title: string; readonly text: string }[]
  readonly missingRequirements: readonly string[]
  readonly seats: readonly {
    readonly role: string
    readonly roleTitle: string
    readonly count: number
    readonly filledBy: readonly string[]
  }[]
  readonly rejection: { readonly userId: string; readonly reason: string } | null
  /** The way through a freeze that it takes; null for an ordinary request. */
  readonly way: Way | null
  readonly wayTitle: string | null
  /** How many of its kind were taken before it in the period, and how many there are, if they are counted out. */
  readonly wayCount: {
    readonly before: number
    readonly ration: number | null
    readonly period: string
  } | null
  readonly documents: readonly { readonly title: string; readonly text: string }[]
}

/** A grant as people see it. */
export interface GrantFacts {
  readonly expiresAt: string
  /** Each time that the gate let it through, oldest first. */
  readonly uses: readonly {
    readonly at: string
    readonly token: string
    readonly run: string | null
    readonly attempt: number
  }[]
  readonly voidedAt: string | null
  /** A Slack user id; null for Budgeteer and for pipelines. */
  readonly voidedBy: string | null
}

/** The message with Approve and Reject, edited in place as the request goes on. */
export interface ApprovalRequestMessage {
  readonly kind: 'approval-request'
  readonly request: RequestFacts
  readonly prompts: readonly Press[]
}

/** To the requester and the approvers: what became of the request, or of its grant. */
export interface RequestNotice {
  readonly kind: 'request-notice'
  readonly event:
    | 'granted'
    | 'rejected'
    | 'cancelled'
    | 'expired'
    | 'voided'
    | 'blocked-now'
    | 'allowed-again'
    | 'reopened'
    | 'text-changed'
  readonly request: RequestFacts
  readonly grantExpiresAt: string | null
  readonly prompts: readonly Press[]
}

/** To everybody: one person has overridden the policy, and why. */
export interface OverrideAnnouncement {
  readonly kind: 'override-announcement'
  readonly request: RequestFacts
}

/** To the people whose turn it is: an approval waits for them. */
export interface ApprovalCall {
  readonly kind: 'approval-call'
  /** `reminder` to those who were asked before, `escalated` to the next role. */
  readonly event: 'reminder' | 'escalated'
  readonly request: RequestFacts
  /** Titles of the roles that are called. */
  readonly roles: readonly string[]
  /** Ids of their people and user groups. */
  readonly mentions: readonly string[]
  readonly waitedSeconds: number
  /** Who handed it on; null when nobody answered. */
  readonly userId: string | null
}

import type { MessageContent } from '../outbox/owed-message.ts'
import type { RequestState } from './deploy-request.ts'

/** A request as its message shows it, in the approvals channel and in direct messages. Times are ISO 8601. */
export interface RequestFacts {
  readonly [fact: string]: MessageContent[string]
  readonly requestId: string
  readonly service: string
  readonly serviceTitle: string
  readonly change: string
  readonly changeTitle: string
  readonly risk: string
  readonly revision: string
  readonly environment: string
  readonly summary: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly expiresAt: string
  readonly state: RequestState
  readonly level: string
  readonly remainingRatio: number | null
  readonly explanation: string
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
}

/** The message with Approve and Reject, edited in place as the request goes on. */
export interface ApprovalRequestMessage extends MessageContent {
  readonly kind: 'approval-request'
  readonly request: RequestFacts
}

/** To the requester and the approvers: what became of the request, or of its grant. */
export interface RequestNotice extends MessageContent {
  readonly kind: 'request-notice'
  readonly event:
    'granted' | 'rejected' | 'cancelled' | 'expired' | 'voided' | 'blocked-now' | 'allowed-again'
  readonly request: RequestFacts
  readonly grantExpiresAt: string | null
}

import type { Place } from '../kernel/paging.ts'
import type { Decision } from '../policy/decision.ts'
import type { Escalation } from '../policy/escalation.ts'
import type { RationPeriod } from '../policy/policy.ts'
import type { Way } from '../policy/way.ts'
import type { Seat } from '../policy/policy.ts'

/** What is to ship, and where. */
export interface Change {
  readonly service: string
  readonly change: string
  /** The change type's own risk, or a higher one that the requester named. */
  readonly risk: string
  readonly revision: string
  readonly environment: string
}

export interface Approval {
  readonly userId: string
  readonly at: number
  /** The roles that the person held at the click. The gate looks them up again. */
  readonly roles: readonly string[]
  /** What the person is called, for records that are read without Slack. */
  readonly name?: string
}

/** What stands behind a request that takes a way through a freeze. */
export interface WayRecord {
  /** By the names of WAY_DOCUMENTS, as the requester wrote them. */
  readonly documents: ReadonlyMap<string, string>
  readonly requesterName: string
  /** Of its kind, how many were taken before it in the same calendar period. */
  readonly takenBefore: number
  /** How many there are in the period; null where they are not counted out. */
  readonly ration: number | null
  readonly period: RationPeriod
}

/** A text that the requester changed after it had been written once. */
export interface TextChange {
  /** The requirement that it is for. */
  readonly name: string
  readonly at: number
  /** Whose approvals, given before it, no longer count. */
  readonly voided: readonly string[]
}

export interface Rejection {
  readonly userId: string
  readonly at: number
  readonly reason: string
}

/**
 * `open` collects approvals (or requirements), `granted` met the policy, `rejected`, `cancelled`, `expired` and `voided`
 * are ends. A granted request whose level has worsened stays granted: the gate decides its grant again.
 */
export type RequestState = 'open' | 'granted' | 'rejected' | 'cancelled' | 'expired' | 'voided'

export interface DeployRequest extends Change {
  readonly id: string
  /** Slack user id. */
  readonly requestedBy: string
  readonly requestedAt: number
  readonly expiresAt: number
  readonly state: RequestState
  readonly summary: string
  /** Requirements that the requester has met, by name: the text, or `yes`. */
  readonly answers: ReadonlyMap<string, string>
  readonly approvals: readonly Approval[]
  readonly rejection: Rejection | null
  /** The newest decision on it: history, never permission. */
  readonly decision: Decision
  readonly decidedAt: number
  /** Null for an ordinary request. */
  readonly way: Way | null
  readonly wayRecord: WayRecord | null
  readonly escalations: readonly Escalation[]
  /** Since when it waits for an answer: since it opened, the last approval, or the last escalation. */
  readonly waitingSince: number
  /** When its approvers were last reminded; null when they were not since `waitingSince`. */
  readonly remindedAt: number | null
  readonly textChanges: readonly TextChange[]
  /** When it was rejected, withdrawn, voided, or expired; null before. */
  readonly endedAt: number | null
  /** The request of the same person for the same change that took its place. */
  readonly supersededBy: string | null
}

/** One time that the gate let a deployment through on a grant. */
export interface GrantUse {
  readonly at: number
  /** The name of the caller's token. */
  readonly token: string
  /** The idempotency key: the same call asked again gets the same answer. */
  readonly key: string | null
  /** The pipeline run that asked, by its id; null where it named none. */
  readonly run: string | null
  /** Which attempt of the run it was, from 1. */
  readonly attempt: number
}

/** An approved request: what it allows, until when, and on what it was given. */
export interface Grant extends Change {
  readonly id: string
  readonly requestId: string
  readonly level: string
  readonly policyVersion: string
  /** The seats that were filled for it: they bind it still when the policy is edited. */
  readonly seats: readonly Seat[]
  readonly grantedAt: number
  readonly expiresAt: number
  /** When the gate first let it through; null for one that serves more than once. */
  readonly usedAt: number | null
  /** Oldest first: further ones are attempts of the run that used it first. */
  readonly uses: readonly GrantUse[]
  readonly voidedAt: number | null
  /** Slack user id, `token:<name>` or `budgeteer`. */
  readonly voidedBy: string | null
  /** When it was found to be over, unused; null before. */
  readonly lapsedAt: number | null
}

export interface RequestFilter {
  readonly service?: string
  readonly states?: readonly RequestState[]
  readonly requestedBy?: string
  readonly ways?: readonly Way[]
  /** The same change of the same service. */
  readonly of?: Pick<Change, 'service' | 'change' | 'revision' | 'environment'>
  /** Requested at or after this time. */
  readonly since?: number
  /** Only those that stand after it in the list. */
  readonly before?: Place
  readonly limit: number
}

/** Port: requests by id, newest first in lists. */
export interface RequestStore {
  save(requests: readonly DeployRequest[]): Promise<void>
  byId(id: string): Promise<DeployRequest | undefined>
  /** Those that there are, in any order. */
  ofIds(ids: readonly string[]): Promise<readonly DeployRequest[]>
  list(filter: RequestFilter): Promise<readonly DeployRequest[]>
  /** Open ones whose `expiresAt` has passed. */
  expired(now: number): Promise<readonly DeployRequest[]>
  /** Those that a gate call may mean: by id, or the newest for each service, change, revision and environment. */
  forGate(calls: readonly GateLookup[]): Promise<readonly DeployRequest[]>
}

export interface GateLookup {
  readonly requestId?: string
  readonly service: string
  readonly change: string
  readonly revision?: string
  readonly environment: string
}

/** Port: grants of requests; at most one live grant a request. */
export interface GrantStore {
  save(grants: readonly Grant[]): Promise<void>
  /** The newest grant of each of these requests. */
  ofRequests(requestIds: readonly string[]): Promise<readonly Grant[]>
  /** All that a request ever had, oldest first. */
  history(requestId: string): Promise<readonly Grant[]>
  /** Those whose time is over, unused, and which were not found so before. */
  lapsed(now: number): Promise<readonly Grant[]>
  /** Neither used, voided nor expired. */
  live(service: string, now: number): Promise<readonly Grant[]>
}

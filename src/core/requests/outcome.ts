import type { Young } from '../budgets/young.ts'
import type { AuditHead } from '../kernel/audit/audit-entry.ts'
import type { Words } from '../kernel/prompt.ts'
import type { CheckedItem } from '../policy/checklist.ts'
import type { Decision } from '../policy/decision.ts'
import type { Way } from '../policy/way.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'

/** Somebody asks to ship a change. Everything in it was typed by a person and checked for form only. */
export interface RequestInput {
  readonly service: string
  readonly change: string
  readonly revision: string
  readonly environment: string
  /** A higher risk than the change type's own, or null. */
  readonly risk: string | null
  readonly summary: string
  readonly answers: ReadonlyMap<string, string>
  /** From Slack's signed payload. */
  readonly requestedBy: string
  /** The way through a freeze that is asked for. */
  readonly way?: Way
  /** What the way asks to be written, by the names of WAY_DOCUMENTS. */
  readonly documents?: ReadonlyMap<string, string>
}

/**
 * A request that cannot be taken as it is: what is wrong, and what would be right. `field` names the input it belongs to.
 */
export interface Invalid {
  readonly kind: 'invalid'
  readonly problems: readonly { readonly field: keyof RequestInput | 'requestId'; readonly message: string }[]
}

export interface IdentityProblem {
  readonly kind: 'identity'
  readonly message: string
}

/**
 * A request that was opened. `blocked` ones are kept nowhere but in the audit log: the answer names the line and the ways
 * through.
 */
export type OpenOutcome =
  | { readonly kind: 'opened'; readonly request: DeployRequest; readonly grant: Grant | null }
  /** There is one for the same already: open, or with a grant that is not used. `ways` lead through what blocks it now. */
  | {
      readonly kind: 'known'
      readonly request: DeployRequest
      readonly isOwn: boolean
      readonly grant: Grant | null
      readonly ways: readonly Words[]
    }
  | { readonly kind: 'blocked'; readonly decision: Decision; readonly ways: readonly Words[] }
  /** The service is in shadow: nothing is opened, nobody is called. `decision` is what enforcement would have said. */
  | { readonly kind: 'in-shadow'; readonly decision: Decision; readonly line: string }
  /** The way through cannot be taken: why, and what would be right. */
  | { readonly kind: 'refused'; readonly message: Words }
  | Invalid
  | IdentityProblem

/** What a click did. `refused` is for the person who clicked, and never changes the request. */
export type ClickOutcome =
  | { readonly kind: 'recorded'; readonly request: DeployRequest; readonly grant: Grant | null }
  | { readonly kind: 'refused'; readonly message: Words; readonly request: DeployRequest | null }

/** The question of CI/CD, after its form was checked. */
export interface GateCall {
  readonly service: string
  readonly change: string
  readonly revision: string | null
  readonly environment: string
  readonly risk: string | null
  readonly requestId: string | null
  /** Requirements of kind `confirm` that the pipeline vouches for: `tests-passing`. */
  readonly confirmed: readonly string[]
  readonly idempotencyKey: string | null
  /** The pipeline run that asks, by its id, and which attempt of it, from 1. Null where it says neither. */
  readonly run: string | null
  readonly attempt: number | null
  /** Only what would be answered is asked: no grant is made, used or voided by it, and no day of the calendar taken. */
  readonly dryRun: boolean
  readonly caller: {
    readonly token: string
    readonly automatic: boolean
    /** Exempt change types that this token may claim. */
    readonly mayClaim: readonly string[]
  }
}

/** What the policy itself answers. */
export interface EnforcedAnswer extends Decision {
  readonly allowed: boolean
  readonly requestId: string | null
  readonly grantId: string | null
  readonly expiresAt: string | null
  readonly budget: {
    readonly remainingRatio: number | null
    readonly at: string | null
    readonly stale: boolean
    /** While the data covers too little of the window. */
    readonly young?: Young
  }
  /** Of the request, where the policy brings one: what is looked at before a deployment, and who vouches for it. */
  readonly checklist?: readonly CheckedItem[]
}

export interface GateAnswer extends EnforcedAnswer {
  /** Of a dry run. */
  readonly dryRun?: true
  /** Left out where the policy is enforced. */
  readonly enforcement?: 'shadow'
  /** In shadow: what enforcement would have answered. No request or grant is changed by it. */
  readonly wouldHave?: EnforcedAnswer
}

/** `audit` is the place of the answer's entry in the audit log: a pipeline that keeps it can prove the log up to there. */
export type GateOutcome =
  { readonly kind: 'answered'; readonly answer: GateAnswer; readonly audit: AuditHead } | Invalid

import type { Words } from '../kernel/prompt.ts'

/** Why a decision is what it is. Closed list: the same codes in gate JSON, audit entries, messages and docs. */
export const REASON_CODES = [
  'allowed',
  'approval_missing',
  'approved',
  'budget_stale',
  'budget_unknown',
  'correctness_incident',
  'day_taken',
  'exception',
  'exempt',
  'exemption_not_claimable',
  'freeze_active',
  'freeze_declared',
  'freeze_scheduled',
  'grant_used',
  'identity_unknown',
  'manual_trigger_required',
  'not_planned',
  'outside_deploy_hours',
  'override',
  'rejected',
  'request_cancelled',
  'request_expired',
  'request_mismatch',
  'request_needed',
  'request_unknown',
  'request_voided',
  'requirement_missing',
  'revision_missing',
  'risk_too_high',
  'shadow',
  'silver_bullet',
  'stakeholder_away',
  'ungated_environment',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

export interface DecidedSeat {
  readonly role: string
  readonly count: number
  /** Slack user ids, at most `count`. */
  readonly filledBy: readonly string[]
}

export interface Decision {
  readonly decision: 'approved' | 'needs-approval' | 'blocked'
  readonly level: string
  readonly service: string
  readonly change: string
  readonly risk: string
  readonly reasons: readonly ReasonCode[]
  readonly seats: readonly DecidedSeat[]
  /** Requirements that are still to be met. */
  readonly requires: readonly string[]
  /** The policy line that decided: `levels.CRITICAL.changes.feature`. */
  readonly rule: string
  readonly policy: { readonly name: string; readonly version: string }
  /** ISO 8601: when what blocks it ends by itself, as far as that is known. */
  readonly opensAt?: string
  /** What the policy recommends beside what it asks for. */
  readonly advice?: readonly Words[]
  /** One sentence that a person understands. */
  readonly explanation: Words
}

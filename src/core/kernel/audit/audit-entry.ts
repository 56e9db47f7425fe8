/** JSON as it goes into the audit log: undefined never appears, so that hashing is exact. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What can be on record. The list is closed; receivers of events choose from it. */
export const AUDIT_KINDS = [
  'transition',
  'request_opened',
  'request_in_shadow',
  'request_decided',
  'request_cancelled',
  'request_expired',
  'request_voided',
  'approval',
  'approvals_voided',
  'rejection',
  'click_refused',
  'override',
  'escalation',
  'approval_reminder',
  'grant',
  'grant_used',
  'grant_voided',
  'grant_expired',
  'gate',
  'incident',
  'incident_cost',
  'incident_corrected',
  'incident_closed',
  'incident_note',
  'incident_risk',
  'freeze_detail',
  'freeze_declared',
  'freeze_lifted',
  'freeze_window',
  'correctness_incident',
  'correctness_ended',
  'postmortem',
  'rollout_started',
  'rollout_advanced',
  'rollout_signed_off',
  'rollout_held',
  'rollout_resumed',
  'rollout_rolled_back',
  'rollout_failed',
  'rollout_finished',
  'outcome',
  'checklist',
  'deployment_planned',
  'deployment_unplanned',
  'deployment_due',
  'absence',
  'stakeholders',
  'action_started',
  'action_done',
  'action_reassigned',
  'action_overdue',
  'action_escalated',
  'action_ended',
  'top_action',
  'configuration',
  'discovery',
  'review',
  'report',
  'notice',
  'notice_for_machines',
  'flag_rollback',
  'flag_changed',
  'flag_restore',
  'flag_failed',
  'notice_over',
  'counts_pushed',
  'data_stopped',
  'data_back',
  'burn_alert',
  'burn_alert_ended',
  'shadow_began',
  'shadow_ended',
  'page_sign_in',
  'risk_accepted',
  'risk_taken_back',
  'pager_triggered',
  'pager_acknowledged',
  'pager_resolved',
  'audit_key',
  'audit_anchor',
  'audit_sealed',
  'audit_broken',
  'store_restored',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Something that was decided, by whom, on what. */
export interface NewAuditEntry {
  readonly at: number
  readonly kind: AuditKind
  /** Slack user id, `token:<name>` for an API caller, or `budgeteer`. */
  readonly actor: string
  /** What it is about: a service name. `*` for all. */
  readonly service: string
  readonly data: { readonly [key: string]: Json }
}

export interface AuditEntry extends NewAuditEntry {
  /** 1, 2, 3, … without a gap. */
  readonly seq: number
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string
  readonly hash: string
}

/** A place in the chain, which commits to everything before it: what is kept elsewhere of a head proves the log up to there. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

/** Port: the record. Append only. */
export interface AuditLog {
  /** Where each of them stands, in their order. */
  append(entries: readonly NewAuditEntry[]): Promise<readonly AuditHead[]>
  /** Oldest first, in pages that the caller never sees. */
  entries(fromSeq?: number): AsyncIterable<AuditEntry>
}

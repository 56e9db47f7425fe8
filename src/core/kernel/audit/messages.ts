/** Messages about the audit log itself. Times are ISO 8601. */
export type AuditMessage = AuditBroken | AuditAnchors | AuditAnchor

/** The running bot found that the log is not as it was written. */
export interface AuditBroken {
  readonly kind: 'audit-broken'
  readonly at: string
  readonly problem: string
  /** The entry that says so in the log. */
  readonly entry: number
}

/** The head of the thread in which a month's anchors stand. */
export interface AuditAnchors {
  readonly kind: 'audit-anchors'
  /** `2026-03`. */
  readonly month: string
}

/** The newest entry at that time, kept where the store is not. */
export interface AuditAnchor {
  readonly kind: 'audit-anchor'
  readonly seq: number
  readonly hash: string
  readonly at: string
}

import type { AuditKind, Json, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { Decision } from '../policy/decision.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'

/** The part of a decision that the audit log keeps beside the act that asked for it. */
export function decisionRecord(decision: Decision) {
  const { level, risk, reasons, rule, policy, requires, seats } = decision
  return {
    decision: decision.decision,
    level,
    risk,
    reasons,
    rule,
    policy: `${policy.name} ${policy.version}`,
    requires,
    seats: seats.map(({ role, count, filledBy }) => ({ count, filledBy, role })),
  } satisfies NewAuditEntry['data']
}

/** An audit entry about a request. */
export function requestEntry(
  kind: AuditKind,
  actor: string,
  request: DeployRequest,
  at: number,
  data: { readonly [key: string]: Json } = {},
): NewAuditEntry {
  const { id, change, revision, environment, state, decision, way } = request
  return {
    at,
    kind,
    actor,
    service: request.service,
    data: {
      request: id,
      change,
      revision,
      environment,
      state,
      ...(way !== null && { way }),
      ...decisionRecord(decision),
      ...data,
    },
  }
}

/** An audit entry for each grant that an act used or voided. New ones have an entry of their own. */
export const grantEntries = (grants: readonly Grant[], actor: string, at: number): NewAuditEntry[] =>
  grants.flatMap(
    ({ id, requestId, service, change, revision, uses, voidedAt, lapsedAt }): NewAuditEntry[] => {
      const data = { grant: id, request: requestId, change, revision }
      if (voidedAt !== null) return [{ at, kind: 'grant_voided', actor, service, data }]
      if (lapsedAt !== null) return [{ at, kind: 'grant_expired', actor, service, data }]
      const use = uses.at(-1)
      if (use === undefined) return []
      const { run, attempt } = use
      return [{ at, kind: 'grant_used', actor, service, data: { ...data, run, attempt } }]
    },
  )

/** What its requester wrote, for the record: a text that is changed later stays known as it was. */
export const textsRecord = ({
  summary,
  answers,
  wayRecord,
}: Pick<DeployRequest, 'summary' | 'answers' | 'wayRecord'>): { readonly [key: string]: Json } => ({
  summary,
  answers: Object.fromEntries(answers),
  ...(wayRecord !== null && { documents: Object.fromEntries(wayRecord.documents) }),
})

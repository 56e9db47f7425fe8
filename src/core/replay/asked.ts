import type { AuditEntry, Json } from '../kernel/audit/audit-entry.ts'
import type { Seat } from '../policy/policy.ts'

/** A wish to ship something, as the record has it: a deploy request, or a question of CI/CD. */
export interface Asked {
  readonly at: number
  readonly service: string
  readonly change: string
  readonly risk: string
  readonly revision: string | null
  readonly environment: string
  /** The deploy request behind it; null where there was none. */
  readonly requestId: string | null
  /** What was answered then. */
  readonly decision: 'approved' | 'needs-approval' | 'blocked'
  readonly seats: readonly Seat[]
  /** It was claimed as exempt, and rightly. */
  readonly isExempt: boolean
}

const KINDS: ReadonlySet<string> = new Set(['gate', 'request_opened', 'request_decided'])

/** What an audit entry says of a wish; undefined for every other entry, dry runs, and environments that are not gated. */
export function askedIn({ kind, at, service, data }: AuditEntry): Asked | undefined {
  if (!KINDS.has(kind) || data['dryRun'] === true) return undefined
  const { change, risk, revision, environment, request, decision, reasons } = data
  const codes = listOf(reasons)
  if (codes.includes('ungated_environment')) return undefined
  if (typeof change !== 'string' || typeof risk !== 'string' || typeof environment !== 'string')
    return undefined
  return {
    at,
    service,
    change,
    risk,
    environment,
    revision: typeof revision === 'string' ? revision : null,
    requestId: typeof request === 'string' ? request : null,
    decision: data['allowed'] === true ? 'approved' : verdictOf(decision),
    seats: listOf(data['seats']).flatMap(seatOf),
    isExempt: codes.includes('exempt'),
  }
}

const verdictOf = (decision: Json | undefined): Asked['decision'] =>
  decision === 'approved' || decision === 'blocked' ? decision : 'needs-approval'

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : []

function seatOf(value: Json): readonly Seat[] {
  if (value === null || typeof value !== 'object' || !('role' in value)) return []
  const { role, count } = value
  return typeof role === 'string' && typeof count === 'number' ? [{ role, count }] : []
}

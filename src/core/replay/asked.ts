import type { AuditEntry, Json } from '../kernel/audit/audit-entry.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { ReasonCode } from '../policy/decision.ts'
import type { Seat } from '../policy/policy.ts'

/** A wish to ship something, as the record has it: a deploy request, or a question of CI/CD. */
export interface Asked {
  readonly at: number
  readonly service: string
  readonly change: string
  readonly risk: string
  readonly revision: string | null
  readonly environment: string
  /** What tells one deployment from the next where no revision was named: the run of the pipeline, or the day. */
  readonly occasion: string
  /** The deploy request behind it; null where there was none. */
  readonly requestId: string | null
  /** CI/CD asked, so that a yes ships. */
  readonly isAtGate: boolean
  /** What was answered then; a service in shadow was let through. */
  readonly decision: 'approved' | 'needs-approval' | 'blocked'
  readonly seats: readonly Seat[]
  /** It was claimed as exempt, and rightly. */
  readonly isExempt: boolean
  /** It was refused because nobody had started it by hand. */
  readonly isAutomatic: boolean
}

/** Whatever decides a request says again what is thought of it: an approval may be enough for another policy. */
const KINDS: ReadonlySet<string> = new Set([
  'gate',
  'request_opened',
  'request_decided',
  'request_in_shadow',
  'request_voided',
  'approval',
  'grant',
])

/** With these the gate turns away the request that a call names, and says nothing of the policy. */
const ABOUT_THE_REQUEST: readonly ReasonCode[] = [
  'grant_used',
  'rejected',
  'request_cancelled',
  'request_expired',
  'request_mismatch',
  'request_unknown',
  'request_voided',
]

/** What an audit entry says of a wish; undefined for every other entry, dry runs, and environments that are not gated. */
export function askedIn({ kind, at, service, data }: AuditEntry): Asked | undefined {
  if (!KINDS.has(kind) || data['dryRun'] === true) return undefined
  const { change, risk, revision, environment, request, decision, seats, run } = data
  const isAtGate = kind === 'gate'
  const isInShadow = kind === 'request_in_shadow' || data['enforcement'] === 'shadow'
  const codes = new Set([...listOf(data['reasons']), ...listOf(wouldHave(data)['reasons'])])
  const isAllowed = isInShadow || data['allowed'] === true
  if (codes.has('ungated_environment')) return undefined
  if (isAtGate && !isAllowed && ABOUT_THE_REQUEST.some((code) => codes.has(code))) return undefined
  if (typeof change !== 'string' || typeof risk !== 'string' || typeof environment !== 'string')
    return undefined
  return {
    at,
    service,
    change,
    risk,
    environment,
    revision: typeof revision === 'string' ? revision : null,
    occasion: typeof run === 'string' ? `run ${run}` : `day ${isoTime(at).slice(0, 10)}`,
    requestId: typeof request === 'string' ? request : null,
    isAtGate,
    decision: isAllowed ? 'approved' : verdictOf(decision),
    seats: isInShadow ? [] : listOf(seats).flatMap(seatOf),
    isExempt: codes.has('exempt'),
    isAutomatic: codes.has('manual_trigger_required'),
  }
}

/** The answer that a service in shadow was spared. */
function wouldHave({ wouldHave: spared }: AuditEntry['data']): AuditEntry['data'] {
  return spared === undefined || spared === null || typeof spared !== 'object' || Array.isArray(spared)
    ? {}
    : (spared as AuditEntry['data'])
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

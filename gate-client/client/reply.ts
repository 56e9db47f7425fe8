import { ENDING_OF, type GateDecision } from '../description/exit-codes.ts'

/** What enforcement says, as far as it is told. Fields that this version does not know are kept. */
export interface EnforcedReply {
  readonly allowed: boolean
  readonly decision: GateDecision
  readonly explanation: string
  readonly level?: string
  readonly reasons?: readonly string[]
  readonly seats?: readonly Seat[]
  readonly requires?: readonly string[]
  readonly titles?: Readonly<Record<string, string>>
  readonly rule?: string
  readonly policy?: { readonly name: string; readonly version: string }
  readonly requestId?: string | null
  readonly grantId?: string | null
  readonly expiresAt?: string | null
  readonly budget?: { readonly remainingText?: string | null }
}

export interface Seat {
  readonly role: string
  readonly count: number
  readonly filledBy: readonly string[]
}

/** The answer of POST /v1/gate. */
export interface GateReply extends EnforcedReply {
  readonly enforcement?: string
  /** In shadow: the whole answer that enforcement would give. */
  readonly wouldHave?: EnforcedReply
  /** Where the answer stands in the bot's audit log. */
  readonly audit?: { readonly seq: number; readonly hash: string }
}

/** Whether Budgeteer answers like this. What decides is checked; what is only told is told as far as it is there. */
export const isReply = (value: unknown): value is GateReply =>
  isEnforced(value) && (!('wouldHave' in value) || isEnforced(value.wouldHave))

function isEnforced(value: unknown): value is EnforcedReply {
  if (typeof value !== 'object' || value === null) return false
  const { allowed, decision, explanation } = value as Readonly<Record<string, unknown>>
  return (
    typeof allowed === 'boolean' &&
    typeof decision === 'string' &&
    Object.hasOwn(ENDING_OF, decision) &&
    typeof explanation === 'string'
  )
}

interface FieldError {
  readonly pointer?: unknown
  readonly detail?: unknown
}

/** What a problem document says is wrong, a line each; undefined for anything else. */
export function problemLines(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !('detail' in value)) return undefined
  if (typeof value.detail !== 'string') return undefined
  const errors = 'errors' in value && Array.isArray(value.errors) ? (value.errors as FieldError[]) : []
  const lines = errors.flatMap(({ pointer, detail }) =>
    typeof pointer === 'string' && typeof detail === 'string' ? [`${pointer.slice(1)}: ${detail}`] : [],
  )
  return lines.length > 0 ? lines : [value.detail]
}

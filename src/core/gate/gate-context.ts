import type { FreezeFacts } from '../freezes/freeze-facts.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Decision, ReasonCode } from '../policy/decision.ts'
import type { Policy, ChangeType } from '../policy/policy.ts'
import type { Approver } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import type { GateCall } from '../requests/outcome.ts'

/** Everything that one answer of the gate rests on. */
export interface GateFacts {
  readonly call: GateCall
  readonly catalog: Catalog
  /** Whether the environment is one that the gate guards. */
  readonly gated: boolean
  readonly status: Status | undefined
  readonly freezeFacts: FreezeFacts
  readonly request: DeployRequest | undefined
  readonly grant: Grant | undefined
  /** Approvers with the roles that they hold today. */
  readonly people: readonly Approver[]
  /** Some approver could not be looked up. */
  readonly unidentified: boolean
  readonly now: number
}

/** The same, once the policy and the change type are known. */
export interface GateContext extends GateFacts {
  readonly policy: Policy
  readonly change: ChangeType
}

/** A retry of the same call, after its answer was lost on the way. */
export const isRepeat = ({ call, now }: GateContext, grant: Grant): boolean =>
  grant.usedAt !== null &&
  grant.voidedAt === null &&
  grant.expiresAt > now &&
  call.idempotencyKey !== null &&
  grant.usedBy === callerKey(call)

/** An idempotency key speaks for the token that sent it: another's run with the same name is another call. */
export const callerKey = ({ caller, idempotencyKey }: GateCall): string | null =>
  idempotencyKey === null ? null : `${caller.token}:${idempotencyKey}`

export const refusal = (
  decision: Decision,
  verdict: 'blocked' | 'needs-approval',
  reason: ReasonCode,
  explanation: string,
): Decision => ({ ...decision, decision: verdict, reasons: [reason], explanation })

import type { FreezeFacts } from '../freezes/freeze-facts.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Decision, ReasonCode } from '../policy/decision.ts'
import type { Policy, ChangeType } from '../policy/policy.ts'
import type { Approver } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest, Grant, GrantUse } from '../requests/deploy-request.ts'
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
  grant.uses.some(({ token, key }) => token === call.caller.token && key === call.idempotencyKey)

/**
 * A further attempt of the run that used the grant: a job that failed after the gate had let it through runs again. A run's
 * id speaks for the token that sent it: another pipeline's run of the same name is another run.
 */
export const isFurtherAttempt = ({ call, now }: GateContext, grant: Grant): boolean => {
  const [first] = grant.uses
  return (
    first !== undefined &&
    grant.voidedAt === null &&
    grant.expiresAt > now &&
    first.run !== null &&
    first.run === call.run &&
    first.token === call.caller.token &&
    grant.uses.length < MOST_USES
  )
}

/** A run that asks more often than this asks in a loop. */
const MOST_USES = 100

/** The grant with this call's use of it on record. */
export function usedBy({ caller, idempotencyKey, run, attempt }: GateCall, grant: Grant, now: number): Grant {
  const use: GrantUse = {
    at: now,
    token: caller.token,
    key: idempotencyKey,
    run,
    attempt: attempt ?? grant.uses.length + 1,
  }
  return { ...grant, usedAt: grant.usedAt ?? now, uses: [...grant.uses, use] }
}

export const refusal = (
  decision: Decision,
  verdict: 'blocked' | 'needs-approval',
  reason: ReasonCode,
  explanation: string,
): Decision => ({ ...decision, decision: verdict, reasons: [reason], explanation })

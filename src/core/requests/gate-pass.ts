import type { Period } from '../kernel/time/period.ts'
import type { GateCall } from './outcome.ts'

/** A deployment that the gate let through: once, however often the same run asked. */
export interface GatePass {
  readonly service: string
  readonly environment: string
  /** Null where the call named none. */
  readonly revision: string | null
  /** What tells one deployment of a revision from the next: the run and its attempt, the idempotency key, or the day. */
  readonly occasion: string
  readonly at: number
  readonly change: string
  /** At which the gate said yes. */
  readonly level: string
  /** Null for what needed no request. */
  readonly requestId: string | null
  /** The name of the caller's token. */
  readonly token: string
}

/** Port: what the gate let through. */
export interface GatePassStore {
  /** One that is known already stays as it is. */
  add(passes: readonly GatePass[]): Promise<void>
  /** Those of `[from, until)`, of a service or of all when undefined, oldest first. */
  during(service: string | undefined, period: Period): Promise<readonly GatePass[]>
  /** The newest of a revision. */
  last(service: string, revision: string, environment: string): Promise<GatePass | undefined>
  /** Those that these requests brought, oldest first. */
  ofRequests(requestIds: readonly string[]): Promise<readonly GatePass[]>
}

export function occasionOf({ run, attempt, idempotencyKey }: GateCall, at: number): string {
  if (run !== null) return `run ${run} ${attempt ?? 1}`
  return idempotencyKey === null ? `day ${new Date(at).toISOString().slice(0, 10)}` : `key ${idempotencyKey}`
}

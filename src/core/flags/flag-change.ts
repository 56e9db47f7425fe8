import type { ServiceFlag } from '../budgets/service-flag.ts'
import type { FlagMode, FlagState } from './flag-provider.ts'

/**
 * How far the rollback of a flag has got, and its way back.
 *
 * - `asked`: the policy asks for it; how the flag is set is not known yet
 * - `turning-off`, `putting-back`: decided and owed to the provider
 * - `off`: switched off by Budgeteer; `was-off`: off already, and left alone
 * - `dry`: nothing was changed, only said
 * - `left`: somebody changed the flag meanwhile, and it was left as they set it
 * - `restored`: as it was before
 * - `failed`: given up before the flag was off
 */
export const FLAG_CHANGE_STATES = [
  'asked',
  'turning-off',
  'off',
  'was-off',
  'dry',
  'left',
  'putting-back',
  'restored',
  'failed',
] as const
export type FlagChangeState = (typeof FLAG_CHANGE_STATES)[number]

/** One flag of a service that is rolled back, or would be. Times are epoch milliseconds. */
export interface FlagChange extends ServiceFlag {
  readonly id: string
  /** What all flags of one rollback share; people type it. */
  readonly rollback: string
  readonly service: string
  /** The notice of the policy that asked for it, its words, and the SLO that burned. */
  readonly notice: string
  readonly why: string
  readonly slo: string
  /** The service was in shadow: nothing is changed, whatever the provider's mode. */
  readonly inShadow: boolean
  readonly state: FlagChangeState
  /** Null until it is decided. */
  readonly mode: FlagMode | null
  /** The flag when it was decided; null until then. */
  readonly before: FlagState | null
  /** The flag when it was off. */
  readonly after: FlagState | null
  readonly askedAt: number
  /** When the present step was owed. */
  readonly owedAt: number
  /** Tries of the present step. */
  readonly attempts: number
  readonly notBefore: number
  /** Why the last try failed. */
  readonly error: string | null
  /** Slack user id of who asked for the way back. */
  readonly restoredBy: string | null
  /** Put back even if somebody has changed the flag since. */
  readonly anyway: boolean
}

/** States in which Budgeteer owes a step. */
export const OWED_STATES = ['asked', 'turning-off', 'putting-back'] as const satisfies FlagChangeState[]

/** Port: the flags that were rolled back. */
export interface FlagChangeStore {
  save(changes: readonly FlagChange[]): Promise<void>
  /** Those that owe a step, oldest first. */
  owed(): Promise<readonly FlagChange[]>
  ofRollback(rollback: string): Promise<readonly FlagChange[]>
  /** The newest, at most so many, of one service or of all. */
  recent(limit: number, service?: string): Promise<readonly FlagChange[]>
  /** When flags of the service were last asked to be rolled back; null when they never were. */
  lastAskedAt(service: string): Promise<number | null>
}

/** `new-checkout in production (unleash)` */
export function flagName({ key, environment, provider }: ServiceFlag): string {
  return `${key}${environment === null ? '' : ` in ${environment}`} (${provider})`
}

/** Switched off by Budgeteer, or left as somebody had set it when it was to be put back. */
export const isRestorable = ({ state, before, restoredBy }: FlagChange): boolean =>
  before !== null && (state === 'off' || (state === 'left' && restoredBy !== null))

import type { Press } from '../kernel/prompt.ts'
import type { FlagChangeState } from './flag-change.ts'

/** The flags of a service that are rolled back: a post that is edited as each flag's state changes. */
export interface FlagRollbackMessage {
  readonly kind: 'flag-rollback'
  readonly rollback: string
  readonly service: string
  readonly serviceTitle: string
  readonly sloTitle: string
  /** The policy's words. */
  readonly why: string
  /** No flag is changed. */
  readonly isDry: boolean
  readonly inShadow: boolean
  readonly flags: readonly FlagLine[]
  readonly prompts: readonly Press[]
}

export interface FlagLine {
  readonly key: string
  readonly environment: string | null
  readonly provider: string
  readonly state: FlagChangeState
  /** How it was set; null while that is unknown. */
  readonly before: string | null
  /** How it is set since. */
  readonly after: string | null
  /** Why the last try failed. */
  readonly error: string | null
  /** Slack user id. */
  readonly restoredBy: string | null
}

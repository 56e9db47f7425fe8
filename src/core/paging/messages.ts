import type { Press } from '../kernel/prompt.ts'

/** In the thread of what called for people: who was called, and who has taken it. Times are ISO 8601. */
export interface PagerMessage {
  readonly kind: 'pager-alert'
  readonly service: string
  readonly serviceTitle: string
  readonly summary: string
  /** Names of the pagers, as configured. */
  readonly pagers: readonly string[]
  readonly triggeredAt: string
  /** Slack user id. */
  readonly takenBy: string | null
  readonly takenAt: string | null
  readonly resolvedAt: string | null
  readonly timeZone: string
  /** When this was said. */
  readonly at: string
  readonly prompts: readonly Press[]
}

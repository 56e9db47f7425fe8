import type { MessageContent } from '../kernel/outbox/owed-message.ts'

/** A policy notice that was said of a service, and when its condition last held. */
export interface SaidNotice {
  readonly service: string
  readonly name: string
  readonly saidAt: number
  readonly lastHeldAt: number
}

/** Port: which notices were said, so that none is repeated while it holds. */
export interface SaidNoticeStore {
  all(): Promise<readonly SaidNotice[]>
  save(notices: readonly SaidNotice[]): Promise<void>
}

/** What the policy wants said when a condition begins to hold, beside any level. */
export interface PolicyNoticeMessage extends MessageContent {
  readonly kind: 'policy-notice'
  readonly service: string
  readonly serviceTitle: string
  readonly notice: string
  readonly text: string
  readonly slo: string
  readonly remainingRatio: number
}

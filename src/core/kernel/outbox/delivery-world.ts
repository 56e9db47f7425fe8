import type { Clock } from '../time/clock.ts'
import type { DeliveryStore, Messenger, Rendered } from './delivery.ts'
import type { OwedMessage, PostedMessage } from './owed-message.ts'

/** What became of a message, for logs and metrics. */
export type DeliveryEvent =
  /** `found`: an earlier attempt had succeeded, though its answer was lost. */
  | {
      readonly kind: 'sent'
      readonly message: OwedMessage
      readonly found: boolean
      /** Since it was owed. */
      readonly tookMs: number
    }
  | {
      readonly kind: 'postponed'
      readonly message: OwedMessage
      readonly error: string
      readonly pauseMs: number
    }
  /** It will never be sent: the operator must act. */
  | { readonly kind: 'failed'; readonly message: OwedMessage; readonly error: string }
  /** A repeated message had arrived after all, and the further ones were deleted. */
  | { readonly kind: 'twins-removed'; readonly message: OwedMessage; readonly removed: number }
  /** The store could not be used; the loop tries again by itself. */
  | { readonly kind: 'trouble'; readonly error: unknown }

export interface DeliveryWorld {
  readonly store: DeliveryStore
  readonly messenger: Messenger
  readonly clock: Clock
  /**
   * The message as its receiver shows it. `continues` is where the post that `content.continues` names ended up. Throws
   * when it cannot be rendered: then the message fails for good.
   */
  render(message: OwedMessage, continues: PostedMessage | null): Rendered
  /** Must not throw. */
  onEvent?(event: DeliveryEvent): void
  /** Between two messages of one queue. Default: a second. */
  readonly intervalMs?: number
}

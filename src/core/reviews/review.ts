import type { ReviewMessage } from './messages.ts'

/** A review as it was held: which one, when it was due, and where its notes are. */
export interface HeldReview {
  readonly id: string
  /** Which review of which policy; see `dueReviews`. */
  readonly key: string
  readonly dueAt: number
  readonly heldAt: number
  /** What the message says, to be edited when notes come. */
  readonly content: ReviewMessage
}

/** Port: the reviews that were held, and the reminders that were given. */
export interface ReviewStore {
  save(review: HeldReview): Promise<void>
  byId(id: string): Promise<HeldReview | undefined>
  /** Notes that a reminder was given for this due time. */
  remember(key: string, dueAt: number): Promise<void>
  /** The newest `dueAt` of each key, reviews and reminders alike. */
  lastDue(): Promise<ReadonlyMap<string, number>>
}

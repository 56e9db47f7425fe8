import type { MessageContent } from '../kernel/outbox/owed-message.ts'

/** A review as it was held: which one, when it was due, and where its notes are. */
export interface HeldReview {
  readonly id: string
  /** Which review of which policy; see `dueReviews`. */
  readonly key: string
  readonly dueAt: number
  readonly heldAt: number
  /** What the message says, to be edited when notes come. */
  readonly content: MessageContent
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

/** A review with its agenda filled in. Times are ISO 8601; lines are plain text. */
export interface ReviewMessage extends MessageContent {
  readonly kind: 'review'
  readonly reviewId: string
  readonly title: string
  readonly policyTitle: string
  readonly minutes: number | null
  readonly dueAt: string
  readonly late: boolean
  readonly timeZone: string
  /** By role; `people` are Slack user ids and user group ids. */
  readonly attendees: readonly { readonly role: string; readonly people: readonly string[] }[]
  readonly services: readonly string[]
  readonly agenda: readonly { readonly text: string; readonly lines: readonly string[] }[]
  readonly notes: { readonly url: string; readonly userId: string } | null
}

/** A reminder to the owner of a policy. */
export interface PolicyReminderMessage extends MessageContent {
  readonly kind: 'policy-reminder'
  readonly policyTitle: string
  readonly owner: string
  readonly text: string
  /** The day that it is about, ISO 8601. */
  readonly day: string
}

import type { PictureName } from '../kernel/picture-name.ts'
import type { Words } from '../kernel/prompt.ts'

/** Messages about reviews, and reminders of policies. */
export type ReviewAnnouncement = ReviewMessage | PolicyReminderMessage

/** A review with its agenda filled in. Times are ISO 8601; lines are plain text. */
export interface ReviewMessage {
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
  readonly agenda: readonly { readonly text: string; readonly lines: readonly Words[] }[]
  readonly notes: { readonly url: string; readonly userId: string } | null
  /** Where the budget of its only service went, or the levels of all of them. */
  readonly picture: PictureName | null
}

/** A reminder to the owner of a policy. */
export interface PolicyReminderMessage {
  readonly kind: 'policy-reminder'
  readonly policyTitle: string
  readonly owner: string
  readonly text: string
  /** The day that it is about, ISO 8601. */
  readonly day: string
}

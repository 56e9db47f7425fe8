/** What a policy says about itself. Dates are ISO 8601 days. */
export interface PolicyAbout {
  readonly owner: string | null
  readonly reviewers: readonly string[]
  readonly approvedBy: readonly string[]
  readonly effective: string | null
  readonly nextReview: string | null
}

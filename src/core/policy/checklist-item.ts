/** What Budgeteer ticks itself. */
export const KNOWN_ITEMS = ['budget_status', 'allowed', 'approvals'] as const
export type KnownItem = (typeof KNOWN_ITEMS)[number]

/** Something to be done before any deployment, as the policy's checklist names it. */
export interface ChecklistItem {
  readonly name: string
  readonly title: string
  /** Null where the requester ticks it. */
  readonly known: KnownItem | null
  /** Any of these requirements ticks it. Empty where Budgeteer does. */
  readonly requirements: readonly string[]
}

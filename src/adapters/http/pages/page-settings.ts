/** Who may look at the pages, and where people reach them. */
export interface PageSettings {
  /** Without a slash at its end: `https://budgets.example.com`, or null where nothing says it. */
  readonly url: string | null
  /** Whoever reaches the bot may look. */
  readonly isPublic: boolean
}

/** Who may look at the pages, and where people reach them. */
export interface PageSettings {
  /** Without a slash at its end: `https://budgets.example.com`, or null where nothing says it. */
  readonly url: string | null
  /** Whoever reaches the bot may look. */
  readonly isPublic: boolean
  /** On whose clock times are shown. */
  readonly timeZone: string
  /** Who signs people in before they reach the bot; null where nobody does. */
  readonly proxy: ProxySettings | null
}

/** A proxy that says in a header who somebody is. */
export interface ProxySettings {
  readonly header: string
  /** Addresses and networks in CIDR notation. The header counts from these alone. */
  readonly trusted: readonly string[]
}

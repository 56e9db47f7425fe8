/** One thing that was looked at. `problem` keeps the bot from working, `warning` takes something away. */
export interface SlackFinding {
  readonly kind: 'good' | 'warning' | 'problem'
  readonly text: string
  /** What would make it good. */
  readonly todo?: string
}

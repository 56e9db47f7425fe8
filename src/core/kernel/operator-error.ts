/**
 * Something that the people who run or configure the bot can fix. The message says what is wrong and where, the remedy
 * what would be right; neither holds a secret. The command line prints both and no stack.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError'
  /** A sentence to stand behind the message; null where the message names what is right beside each fault. */
  readonly remedy: string | null

  constructor(message: string, remedy: string | null, options?: ErrorOptions) {
    super(message, options)
    this.remedy = remedy
  }

  /** Message and remedy in one text. */
  get told(): string {
    if (this.remedy === null) return this.message
    return `${this.message}${/[.!?]$/.test(this.message) ? ' ' : '; '}${this.remedy}`
  }
}

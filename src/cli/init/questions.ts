/** One of several answers. */
export interface Choice {
  readonly value: string
  readonly label: string
  /** Shown beside the one that the cursor is on. */
  readonly hint?: string
}

export interface TextQuestion {
  readonly message: string
  /** An example, in grey while nothing is typed. */
  readonly example?: string
  /** What Enter alone answers. */
  readonly usual?: string
  /** What is wrong with an answer; undefined when nothing is. */
  readonly fault: (answer: string) => string | undefined
}

/** Asks somebody at a terminal. Each question rejects with `Interrupted` at Ctrl-C. */
export interface Questions {
  text(question: TextQuestion): Promise<string>
  choose(message: string, choices: readonly Choice[], usual: string): Promise<string>
  /** At least one of them. */
  pick(message: string, choices: readonly Choice[], usual: readonly string[]): Promise<readonly string[]>
  confirm(message: string): Promise<boolean>
}

/** Ctrl-C at a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

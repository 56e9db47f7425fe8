import { styleText } from 'node:util'

/** What a text means to the eye. */
export type Look = 'good' | 'doubtful' | 'bad' | 'heading' | 'quiet'

const STYLES = { good: 'green', doubtful: 'yellow', bad: 'red', heading: 'bold', quiet: 'dim' } as const

/** Where text for people is shown. */
export interface Terminal {
  /** Infinity where nobody looks at it, such as a file or a pipe. */
  readonly columns: number
  /** The text in colour where the terminal shows it; NO_COLOR and FORCE_COLOR count. */
  readonly paint: (text: string, look: Look) => string
}

const USUAL_COLUMNS = 80

/** What is known of standard output or standard error. */
export const terminalOn = (stream: NodeJS.WriteStream): Terminal => ({
  // A terminal that does not know its size says 0.
  columns: stream.isTTY ? stream.columns || USUAL_COLUMNS : Infinity,
  paint: (text, look) => styleText(STYLES[look], text, { stream }),
})

/** Where answers go. */
export const standardOutput = (): Terminal => terminalOn(process.stdout)

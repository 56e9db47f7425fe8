import { visible } from '../../core/kernel/visible-text.ts'
import { terminalOn } from './terminal.ts'

/** A problem in words on standard error. Files and servers that it quotes do not move the cursor or colour the screen. */
export const complain = (text: string): void => console.error(marked(visible(text)))

/** For standard error: the words `error` and `warning` at the beginning of a line stand out where it is a terminal. */
export function marked(text: string): string {
  const { paint } = terminalOn(process.stderr)
  return text.replaceAll(/^(error|warning)\b/gm, (word) => paint(word, word === 'error' ? 'bad' : 'doubtful'))
}

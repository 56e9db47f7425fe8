import { terminalOn } from './terminal.ts'

/** A problem in words on standard error. The words `error` and `warning` at the beginning of a line stand out on a terminal. */
export function complain(text: string): void {
  const { paint } = terminalOn(process.stderr)
  console.error(
    text.replaceAll(/^(error|warning)\b/gm, (word) => paint(word, word === 'error' ? 'bad' : 'doubtful')),
  )
}

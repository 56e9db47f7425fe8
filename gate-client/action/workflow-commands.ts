import { plain } from '../client/words.ts'

/** Escaped as GitHub's runner reads the commands that a step prints. */
const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C')

/** A message that GitHub shows at the top of the run. */
export const annotation = (kind: 'error' | 'warning' | 'notice', title: string, said: string): string =>
  `::${kind} title=${property(plain(title))}::${data(plain(said))}`

/** From here on the log shows `***` in its place. */
export const mask = (secret: string): string => `::add-mask::${data(secret)}`

/**
 * One output in the form of the file that GITHUB_OUTPUT names. The delimiter is a line that the value does not hold, so that no
 * value can end itself and begin another output.
 */
export function outputLines(name: string, value: string): string {
  let delimiter = 'end'
  while (value.includes(delimiter)) delimiter = `end_${Math.random().toString(36).slice(2)}`
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
}

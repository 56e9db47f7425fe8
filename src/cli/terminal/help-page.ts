import type { Command } from 'commander'
import { EXIT } from './exit-codes.ts'
import { standardOutput, type Terminal } from './terminal.ts'
import { hanging, wrappedText } from './wrapped-text.ts'

/** What `--help` says below the options of a command. */
export interface HelpPage {
  /** Paragraphs; one that begins with blanks stays as it is. */
  readonly about?: readonly string[]
  /** What each exit code means here. 2 is wrong usage everywhere. */
  readonly exits: Readonly<Record<number, string>>
  /** Command lines as they can be pasted. */
  readonly examples: readonly string[]
}

const PIPED_COLUMNS = 80
const MOST_COLUMNS = 120

/** Adds the page to the command. */
export const withHelp = (command: Command, page: HelpPage): Command =>
  command.addHelpText('after', () => `\n${helpPageText(page, standardOutput())}`)

/** The page as lines no wider than the terminal, but for examples. */
export function helpPageText({ about = [], exits, examples }: HelpPage, terminal: Terminal): string {
  const columns = terminal.columns === Infinity ? PIPED_COLUMNS : Math.min(terminal.columns, MOST_COLUMNS)
  const codes = Object.entries<string>({ ...exits, [EXIT.usage]: 'wrong usage' })
  const widest = Math.max(...codes.map(([code]) => code.length))
  const part = (title: string, lines: readonly string[]): string =>
    [terminal.paint(title, 'heading'), ...lines].join('\n')
  return [
    ...about.map((text) => (text.startsWith(' ') ? text : wrappedText(text, columns).join('\n'))),
    part(
      'Exit codes:',
      codes.flatMap(([code, meaning]) => hanging(`  ${code.padEnd(widest)}  `, meaning, columns)),
    ),
    part(
      'Examples:',
      examples.map((line) => `  ${line}`),
    ),
  ].join('\n\n')
}

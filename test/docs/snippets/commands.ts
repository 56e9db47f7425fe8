import type { Command } from 'commander'

/** The words of each `budgeteer …` in backquotes. */
export const commandsIn = (prose: string): readonly (readonly string[])[] =>
  [...prose.matchAll(/`(?:npx )?budgeteer ([^`]+)`/g)].map(([, words = '']) => wordsOf(words))

/** Those of each line of a shell block that begins with `budgeteer`, after a pipe or `&&` too. */
export const commandsOf = (shell: string): readonly (readonly string[])[] =>
  shell
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/&&|\|\|?|;|>/))
    .flatMap((part) => /^\s*(?:npx )?budgeteer (.+)$/.exec(part)?.[1] ?? [])
    .map(wordsOf)

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/)

/** What a command names that the command line does not have. */
export function unknownIn(program: Command, words: readonly string[]): readonly string[] {
  let command = program
  const unknown: string[] = []
  for (const [index, word] of words.entries()) {
    if (word === '--') break
    if (/^--?[a-z]/i.test(word)) {
      const flag = word.replace(/[=,.)].*$/, '')
      if (!optionsOf(command).has(flag)) unknown.push(`${pathOf(command)} has no ${flag}`)
      continue
    }
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word))
    if (next !== undefined) command = next
    else if (
      command.commands.length > 0 &&
      index === depthOf(command) &&
      /^[a-z-]+$/.test(word) &&
      word !== 'help'
    )
      unknown.push(`${pathOf(command)} has no ${word}`)
  }
  return unknown
}

/** Those of the command and of all above it. */
function optionsOf(command: Command): ReadonlySet<string> {
  const own = command.options.flatMap(({ long, short }) => [long, short].filter((flag) => flag !== undefined))
  const above = command.parent === null ? ['--help', '-h', '--version', '-V'] : [...optionsOf(command.parent)]
  return new Set([...own, ...above])
}

const depthOf = (command: Command): number => (command.parent === null ? 0 : 1 + depthOf(command.parent))

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`

import type { Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { wholeProgram } from '../../src/cli/program.ts'
import { runCli } from './run-cli.ts'

interface Page {
  readonly name: string
  readonly words: readonly string[]
  readonly command: Command
}

function pagesBelow(command: Command, above: readonly string[] = []): Page[] {
  return command.commands.flatMap((one) => {
    const words = [...above, one.name()]
    return [
      ...(one.commands.length === 0 ? [{ name: words.join(' '), words, command: one }] : []),
      ...pagesBelow(one, words),
    ]
  })
}

const PAGES = pagesBelow(await wholeProgram())

/** Lines of examples may be longer, so that they can be pasted. */
const proseOf = (help: string): string[] => help.split('Examples:')[0]?.split('\n') ?? []

describe.each(PAGES)('$name --help', ({ name, words, command }) => {
  test('tells exit codes and examples, in 80 columns', async () => {
    const { code, out, err } = await runCli([...words, '--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Exit codes:\n {2}0 +[^]*^ {2}2 +wrong usage$/m)
    expect(out).toMatch(new RegExp(`^Examples:\n  (?:.* \\| |\\w+ <\\()?budgeteer ${name}`, 'm'))
    expect(proseOf(out).filter((line) => line.length > 80)).toEqual([])
  })

  test('is written in one style', () => {
    expect(command.description()).toMatch(/^[A-Z].*[^.]$/)
    for (const { description, flags } of command.options) {
      expect(`${flags}: ${description}`).toMatch(/: [^A-Z].*[^.]$|: ([A-Z]{3}|Slack)/)
      expect(`${flags}: ${description}`).not.toMatch(/given again|default: [^)]*$|<time>/)
    }
    for (const argument of command.registeredArguments) expect(argument.description).toMatch(/^[a-z].*[^.]$/)
  })

  test('shows lengths of time with their units', () => {
    const isLength = ({ flags }: Option): boolean => /duration|period|lookback|window/.test(flags)
    for (const { flags, description, defaultValue, defaultValueDescription } of command.options.filter(
      isLength,
    )) {
      expect(`${flags} ${description}`).toMatch(/\d+(s|m|h|d)\b/)
      if (typeof defaultValue === 'number') expect(defaultValueDescription).toMatch(/^\d+(s|m|h|d)$/)
    }
  })
})

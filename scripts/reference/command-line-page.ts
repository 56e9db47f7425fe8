import { type Command, Help } from 'commander'
import { wholeProgram } from '../../src/cli/program.ts'
import { code, GENERATED, page, prose, table } from './markdown.ts'

/** Every command with its arguments and options. */
export async function commandLinePage(): Promise<string> {
  const commands = leavesOf(await wholeProgram())
  return page([
    '# Every command',
    GENERATED,
    'How the answers look is told in [command line](../command-line.md). `budgeteer <command> --help` shows the same with examples and exit codes.',
    table(
      ['command', 'what it does'],
      commands.map((command) => [code(nameOf(command)), prose(command.description())]),
    ),
    ...commands.flatMap(section),
  ])
}

const leavesOf = (command: Command): readonly Command[] =>
  command.commands.length === 0
    ? [command]
    : command.commands.filter((one) => one.name() !== 'help').flatMap(leavesOf)

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

function section(command: Command): readonly string[] {
  const help = new Help()
  return [
    `## ${nameOf(command)}`,
    `${prose(command.description())}.`,
    code(help.commandUsage(command)),
    table(
      ['argument', 'what it is'],
      help
        .visibleArguments(command)
        .map((one) => [code(help.argumentTerm(one)), prose(help.argumentDescription(one))]),
    ),
    table(
      ['option', 'what it is'],
      help
        .visibleOptions(command)
        .filter(({ long }) => long !== '--help')
        .map((one) => [code(help.optionTerm(one)), prose(help.optionDescription(one))]),
    ),
  ]
}

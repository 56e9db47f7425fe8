import type { Argument, Command, Option } from 'commander'

/** What stands for a value: one of a list, a file, a folder, or anything. */
export type Value =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'anything' }

export interface CompletedOption {
  /** `-h` and `--help`, as they are typed. */
  readonly flags: readonly string[]
  readonly description: string
  /** Null for one that takes no value. */
  readonly value: Value | null
  /** Whether its value may be left out. */
  readonly mayStandAlone: boolean
  readonly mayBeRepeated: boolean
}

/** A command with what may stand behind it. */
export interface CompletedCommand {
  /** From the program on: `['budgeteer', 'policy', 'table']`. */
  readonly path: readonly string[]
  readonly description: string
  readonly options: readonly CompletedOption[]
  readonly values: readonly Value[]
  readonly commands: readonly CompletedCommand[]
}

/** The commands of a program whose parts are all loaded. */
export function completionTree(command: Command, above: readonly string[] = []): CompletedCommand {
  const path = [...above, command.name()]
  const help = command.createHelp()
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(completedOption),
    values: command.registeredArguments.map((argument) => valueOf(argument, argument.name())),
    commands: command.commands.map((one) => completionTree(one, path)),
  }
}

/** All commands of a tree, each before those below it. */
export const withAllBelow = (tree: CompletedCommand): readonly CompletedCommand[] => [
  tree,
  ...tree.commands.flatMap(withAllBelow),
]

function completedOption(option: Option): CompletedOption {
  const takesValue = option.required || option.optional
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    value: takesValue ? valueOf(option, /[<[](.*?)[>\]]/.exec(option.flags)?.[1] ?? '') : null,
    mayStandAlone: option.optional,
    mayBeRepeated: /may be repeated/.test(option.description),
  }
}

/** `<file>`, `<paths...>` and the like say by their name what they take. */
function valueOf({ argChoices }: Option | Argument, name: string): Value {
  if (argChoices !== undefined) return { kind: 'choice', choices: argChoices }
  if (/\bfolder\b/.test(name)) return { kind: 'folder' }
  if (/\b(files?|paths?)\b/.test(name)) return { kind: 'file' }
  return { kind: 'anything' }
}

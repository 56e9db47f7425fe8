import { type CompletedCommand, type CompletedOption, type Value, withAllBelow } from './completion-tree.ts'

/** A completion script for zsh: to be sourced, or as a file of its own in fpath. */
export function zshCompletion(tree: CompletedCommand): string {
  const program = tree.path[0] ?? ''
  return `#compdef ${program}
# Completion of ${program} for zsh: put it as _${program} into a folder of fpath, or source it after compinit.

${withAllBelow(tree).map(commandFunction).join('\n')}
if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`
}

const functionName = ({ path }: CompletedCommand): string => `_${path.join('_')}`

function commandFunction(command: CompletedCommand): string {
  const { path, options, commands, values } = command
  const name = functionName(command)
  if (commands.length === 0) {
    const positions = values.map((value, at) =>
      quoted(`${isLastOfMany(values, at) ? '*' : at + 1}: :${action(value)}`),
    )
    return `${name}() {
  _arguments -s -S ${[...options.map(optionSpec), ...positions].join(' \\\n    ')}
}
`
  }
  const known = commands.map(
    (one) => `    ${quoted(`${last(one)}:${one.description.replaceAll(':', '\\:')}`)}`,
  )
  return `${name}() {
  local curcontext=$curcontext state line
  local -a known=(
${known.join('\n')}
  )
  _arguments -C ${[...options.map(optionSpec), "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  case $state in
    command) _describe -t commands ${quoted(`${path.join(' ')} command`)} known ;;
    rest)
      case $line[1] in
${commands.map((one) => `        ${last(one)}) ${functionName(one)} ;;`).join('\n')}
      esac
      ;;
  esac
}
`
}

const last = ({ path }: CompletedCommand): string => path.at(-1) ?? ''

/** Values that may be repeated stand last. */
const isLastOfMany = (values: readonly Value[], at: number): boolean =>
  at === values.length - 1 && values[at]?.kind === 'file'

function optionSpec({ flags, description, value, mayStandAlone, mayBeRepeated }: CompletedOption): string {
  const excluded = mayBeRepeated ? '*' : `(${flags.join(' ')})`
  const names =
    flags.length > 1
      ? `'{${flags.map((flag) => flag + equals(flag, value)).join(',')}}'`
      : `${flags[0] ?? ''}${equals(flags[0] ?? '', value)}`
  const takes = value === null ? '' : `${mayStandAlone ? '::' : ':'} :${action(value)}`
  const words = description.replaceAll(/[[\]\\]/g, (mark) => `\\${mark}`)
  return `'${inQuotes(excluded)}${names}${inQuotes(`[${words}]${takes}`)}'`
}

/** `--option=value` and `--option value` are both right. */
const equals = (flag: string, value: Value | null): string =>
  value !== null && flag.startsWith('--') ? '=' : ''

const inQuotes = (text: string): string => text.replaceAll("'", String.raw`'\''`)
const quoted = (text: string): string => `'${inQuotes(text)}'`

function action(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return `(${value.choices.join(' ')})`
    case 'folder':
      return '_files -/'
    case 'file':
      return '_files'
    case 'anything':
      return ' '
  }
}

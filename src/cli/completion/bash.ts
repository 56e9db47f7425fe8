import { type CompletedCommand, type CompletedOption, type Value, withAllBelow } from './completion-tree.ts'

/** A completion script for bash, from 3.2 on. */
export function bashCompletion(tree: CompletedCommand): string {
  const all = withAllBelow(tree)
  const program = tree.path[0] ?? ''
  const valued = (mayStandAlone: boolean): string[] =>
    all.flatMap(({ path, options }) =>
      options
        .filter((option) => option.value !== null && option.mayStandAlone === mayStandAlone)
        .flatMap(({ flags }) => flags.map((flag) => [...path, flag].join(' '))),
    )
  return `# Completion of ${program} for bash: source it, for example in ~/.bashrc.
_${program}() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} path=${program} option='' at word
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    # Bash makes three words of --option=value.
    if [[ $word == '=' ]]; then continue; fi
    if [[ -n $option ]]; then
      case "$path $option" in
        ${anyOf(valued(true))}) if [[ $word != -* ]]; then option=''; continue; fi ;;
        *) option=''; continue ;;
      esac
      option=''
    fi
    case "$path $word" in
        ${anyOf(all.slice(1).map(({ path }) => path.join(' ')))}) path="$path $word" ;;
        ${anyOf([...valued(false), ...valued(true)])}) option=$word ;;
    esac
  done
  if [[ $current == '=' ]]; then current=''; fi
  COMPREPLY=()
  if [[ -n $option ]]; then
    case "$path $option" in
${all.flatMap(({ path, options }) => options.flatMap((option) => optionCase(path, option))).join('\n')}
    esac
  fi
  case "$path" in
${all.map(commandCase).join('\n')}
  esac
}
complete -F _${program} ${program}
`
}

const anyOf = (words: readonly string[]): string => (words.length === 0 ? "''" : words.map(quoted).join('|'))

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Words, one a line, as \`compgen -W\` takes them. */
const lines = (words: readonly string[]): string => `$'${words.join('\\n')}'`

function optionCase(path: readonly string[], { flags, value, mayStandAlone }: CompletedOption): string[] {
  if (value === null) return []
  const cases = anyOf(flags.map((flag) => [...path, flag].join(' ')))
  return [
    `      ${cases}) ${mayStandAlone ? 'if [[ $current != -* ]]; then ' : ''}${offer(value)}; return${mayStandAlone ? '; fi' : ''} ;;`,
  ]
}

function offer(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return `COMPREPLY=($(compgen -W ${lines(value.choices)} -- "$current"))`
    case 'folder':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current"))'
    case 'file':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))'
    case 'anything':
      return 'COMPREPLY=()'
  }
}

function commandCase({ path, options, commands, values }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags)
  const names = commands.map((command) => command.path.at(-1) ?? '')
  const others = names.length > 0 ? [{ kind: 'choice', choices: names } as const] : values.slice(0, 1)
  const [first] = others
  const rest = first === undefined ? `COMPREPLY=($(compgen -W ${lines(flags)} -- "$current"))` : offer(first)
  return `    ${quoted(path.join(' '))}) if [[ $current == -* ]]; then COMPREPLY=($(compgen -W ${lines(flags)} -- "$current")); else ${rest}; fi ;;`
}

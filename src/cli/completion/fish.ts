import { type CompletedCommand, type CompletedOption, type Value, withAllBelow } from './completion-tree.ts'

/** A completion script for fish, from 3.0 on. */
export function fishCompletion(tree: CompletedCommand): string {
  const all = withAllBelow(tree)
  const program = tree.path[0] ?? ''
  const below = all.slice(1).map(({ path }) => quoted(path.join(' ')))
  const valued = all.flatMap(({ path, options }) =>
    options
      .filter(({ value, mayStandAlone }) => value !== null && !mayStandAlone)
      .flatMap(({ flags }) => flags.map((flag) => quoted([...path, flag].join(' ')))),
  )
  return `# Completion of ${program} for fish: put it into ~/.config/fish/completions/${program}.fish.
function __${program}_at --description 'Whether the command line is at this command'
    set -l path ${program}
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$path $word"
            case ${below.join(' ')}
                set path "$path $word"
            case ${valued.join(' ')}
                set skip 1
        end
    end
    test "$path" = "$argv[1]"
end

complete -c ${program} -f
${all.flatMap(commandLines).join('\n')}
`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function commandLines({ path, options, commands, values }: CompletedCommand): readonly string[] {
  const [program = ''] = path
  const when = `complete -c ${program} -n ${quoted(`__${program}_at ${quoted(path.join(' '))}`)}`
  return [
    ...commands.map(
      (command) => `${when} -a ${quoted(command.path.at(-1) ?? '')} -d ${quoted(command.description)}`,
    ),
    ...values
      .slice(0, 1)
      .flatMap((value) => (value.kind === 'anything' ? [] : [`${when} ${offered(value)}`])),
    ...options.map((option) => `${when} ${optionWords(option)}`),
  ]
}

function optionWords({ flags, description, value, mayStandAlone }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const takes =
    value === null || mayStandAlone ? [] : ['-r', ...(value.kind === 'anything' ? ['-f'] : [offered(value)])]
  return [...names, ...takes, '-d', quoted(description)].join(' ')
}

function offered(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return `-f -a ${quoted(value.choices.join(' '))}`
    case 'folder':
      return `-f -a '(__fish_complete_directories)'`
    case 'file':
      return '-F'
    case 'anything':
      return '-f'
  }
}

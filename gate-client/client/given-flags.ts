import { type Flag, FLAGS } from '../description/flags.ts'

/** Flags as they were written, by name. A switch, or a flag whose value may be left out, has an empty value. */
export type GivenFlags = ReadonlyMap<string, string>

/** The command line cannot be understood: what is wrong, and what would be right. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

/** Reads `--flag value` and `--flag=value`; null when the help is asked for. Throws WrongUsage. */
export function givenFlags(args: readonly string[]): GivenFlags | null {
  const given = new Map<string, string>()
  const left = [...args]
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === '--help' || arg === '-h') return null
    const [name, ...values] = arg.slice(2).split('=')
    const flag = arg.startsWith('--') ? FLAGS.find((one) => one.name === name) : undefined
    if (flag === undefined) throw new WrongUsage(`there is no ${arg.split('=')[0] ?? arg}, but ${ALL}`)
    given.set(flag.name, valueOf(flag, values, left))
  }
  return given
}

const ALL = FLAGS.map(({ name }) => `--${name}`).join(', ')

function valueOf({ name, value }: Flag, written: readonly string[], left: string[]): string {
  if (value === undefined) {
    if (written.length > 0) throw new WrongUsage(`--${name} takes no value`)
    return ''
  }
  if (written.length > 0) return written.join('=')
  if (left[0] !== undefined && !left[0].startsWith('--')) return left.shift() ?? ''
  if (value.startsWith('[')) return ''
  throw new WrongUsage(`--${name} lacks its value`)
}

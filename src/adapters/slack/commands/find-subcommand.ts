import { nearest } from '../../../core/kernel/nearest.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import type { SlashCommand, Subcommand } from './subcommand.ts'
import type { Word } from './words.ts'

/** What a bare command means. */
const DEFAULT: Readonly<Record<SlashCommand, string>> = { '/budget': 'status', '/deploy': 'help' }

/**
 * Finds the subcommand that was meant. Each of its words may be shortened while that is unambiguous; a whole name wins
 * over a longer one that begins with it, and the name of a service over a shortened one. Throws Misunderstood.
 */
export function findSubcommand(
  registry: readonly Subcommand[],
  command: SlashCommand,
  words: readonly Word[],
  services: readonly string[] = [],
): { readonly subcommand: Subcommand; readonly rest: readonly Word[] } {
  const known = registry.filter((subcommand) => subcommand.command === command)
  const typed = words.length === 0 ? [DEFAULT[command]] : words.map(asTyped)
  const namesService = services.includes(typed[1] ?? '')
  const whole = longest(
    known.filter(
      ({ name, usage }) =>
        isWhole(name.split(' '), typed) && !(namesService && name.includes(' ') && isTooLong(typed, usage)),
    ),
  )
  const begun = longest(
    known.filter(
      ({ name }) =>
        isBegun(name.split(' '), typed) && !(namesService && whole.length > 0 && name.includes(' ')),
    ),
  )
  const matches = whole.length > 0 && !isLonger(begun, whole) ? whole : begun
  const [subcommand] = matches
  if (subcommand !== undefined && matches.length === 1) {
    const unknown = unknownPart(command, subcommand, typed, known, services)
    if (unknown !== null) throw new Misunderstood(unknown)
    return { subcommand, rest: words.slice(subcommand.name.split(' ').length) }
  }
  throw new Misunderstood(unfound(command, typed, matches.length > 1 ? matches : [], known))
}

/** What takes nothing more than a page is not meant by a longer line: `freeze list because …` freezes the service `list`. */
const isTooLong = (typed: readonly string[], usage: string): boolean =>
  usage === '' ? typed.length > 2 : usage === '[page]' && typed.slice(2).some((word) => !/^\d+$/.test(word))

const asTyped = ({ text, isQuoted }: Word): string => (isQuoted ? `"${text}` : text.toLowerCase())

/**
 * What is wrong with a second word that names neither a service nor a part of the command, such as `incident foo`; null when
 * nothing is.
 */
function unknownPart(
  command: SlashCommand,
  { name }: Subcommand,
  typed: readonly string[],
  known: readonly Subcommand[],
  services: readonly string[],
): string | null {
  const [first = '', second] = typed
  if (second === undefined || second.startsWith('"') || name.includes(' ')) return null
  if (second === 'all' || services.some((service) => service.startsWith(second))) return null
  const heads = known.map((each) => each.name.split(' ')).filter((parts) => parts.length > 1)
  const parts = heads.filter(([head = '']) => head.startsWith(first)).map((each) => each.slice(1).join(' '))
  const near = nearest(second, parts)
  // The name of a command that stands for itself may be followed by a service that is not there.
  if (parts.length === 0 || (near === undefined && first === name)) return null
  const head = heads.find(([each = '']) => each.startsWith(first))?.[0] ?? first
  const typedWhole = escapedLine(`${head} ${second}`.slice(0, 60))
  const hint =
    near === undefined
      ? `There are ${parts.map((part) => `\`${part}\``).join(', ')}; \`${command} ${name} <service>\` lists those of a service.`
      : `Did you mean \`${command} ${head} ${near}\`?`
  return `There is no \`${command} ${typedWhole}\`. ${hint.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}`
}

const isWhole = (name: readonly string[], typed: readonly string[]): boolean =>
  name.every((part, index) => typed[index] === part)

const isBegun = (name: readonly string[], typed: readonly string[]): boolean =>
  name.every((part, index) => part.startsWith(typed[index] ?? '\n'))

/** Those with the most words. */
function longest(found: readonly Subcommand[]): readonly Subcommand[] {
  const most = Math.max(0, ...found.map(({ name }) => name.split(' ').length))
  return found.filter(({ name }) => name.split(' ').length === most)
}

const isLonger = (some: readonly Subcommand[], others: readonly Subcommand[]): boolean =>
  (some[0]?.name.split(' ').length ?? 0) > (others[0]?.name.split(' ').length ?? 0)

function unfound(
  command: SlashCommand,
  typed: readonly string[],
  ambiguous: readonly Subcommand[],
  known: readonly Subcommand[],
): string {
  const first = escapedLine((typed[0] ?? '').slice(0, 40))
  if (ambiguous.length > 0) {
    return `\`${command} ${first}\` could be ${ambiguous.map(({ name }) => `\`${name}\``).join(' or ')}.`
  }
  const names = known.map(({ name }) => name)
  const near = nearest(typed.slice(0, 2).join(' '), names) ?? nearest(typed[0] ?? '', names)
  const hint = near === undefined ? `Try \`${command} help\`.` : `Did you mean \`${command} ${near}\`?`
  return `There is no \`${command} ${first}\`. ${hint}`
}

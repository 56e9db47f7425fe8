import { nearest } from '../../../core/kernel/nearest.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import type { SlashCommand, Subcommand } from './subcommand.ts'
import type { Word } from './words.ts'

/** What a bare command means. */
const DEFAULT: Readonly<Record<SlashCommand, string>> = { '/budget': 'status', '/deploy': 'help' }

/**
 * Finds the subcommand that was meant. Each of its words may be shortened while that is unambiguous; a whole name wins
 * over a longer one that begins with it. Throws Misunderstood.
 */
export function findSubcommand(
  registry: readonly Subcommand[],
  command: SlashCommand,
  words: readonly Word[],
): { readonly subcommand: Subcommand; readonly rest: readonly Word[] } {
  const known = registry.filter((subcommand) => subcommand.command === command)
  const typed = words.length === 0 ? [DEFAULT[command]] : words.map(({ text }) => text.toLowerCase())
  const whole = longest(known.filter(({ name }) => isWhole(name.split(' '), typed)))
  const begun = longest(known.filter(({ name }) => isBegun(name.split(' '), typed)))
  const matches = whole.length > 0 && !isLonger(begun, whole) ? whole : begun
  const [subcommand] = matches
  if (subcommand !== undefined && matches.length === 1) {
    return { subcommand, rest: words.slice(subcommand.name.split(' ').length) }
  }
  throw new Misunderstood(unfound(command, typed, matches.length > 1 ? matches : [], known))
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

import type { PageChannel, PageCommand, PagePerson, PageWord } from '../workspace/page-protocol.ts'
import { argumentWords } from './argument-words.ts'
import { wordsOf } from './typed-words.ts'

export interface CompletionFacts {
  readonly commands: readonly PageCommand[]
  readonly people: readonly PagePerson[]
  readonly channels: readonly PageChannel[]
  /** What can stand for the placeholders of usages. */
  readonly words: Readonly<Record<string, readonly PageWord[]>>
}

export interface Suggestion {
  readonly insert: string
  readonly label: string
  readonly detail: string
}

export interface Completion {
  /** The part of the text that a suggestion replaces. */
  readonly from: number
  readonly to: number
  /** Whether the text means something as it stands, so that Enter sends it. */
  readonly isWhole: boolean
  readonly suggestions: readonly Suggestion[]
}

/** What could be meant at the caret: a command, what follows it, a person or a channel. Null when nothing. */
export function completionAt(text: string, caret: number, facts: CompletionFacts): Completion | null {
  const before = text.slice(0, caret)
  return (
    commandCompletion(before, facts) ??
    mentionCompletion(before, facts) ??
    subcommandCompletion(before, facts)
  )
}

function commandCompletion(before: string, { commands }: CompletionFacts): Completion | null {
  if (!/^\/\S*$/.test(before)) return null
  const suggestions = commands
    .filter(({ command }) => command.startsWith(before.toLowerCase()))
    .map(({ command, hint, description }) => ({
      insert: `${command} `,
      label: hint === '' ? command : `${command} ${hint}`,
      detail: description,
    }))
  const isWhole = commands.some(({ command }) => command === before.toLowerCase())
  return offered(before, before, isWhole, suggestions)
}

function mentionCompletion(before: string, { people, channels }: CompletionFacts): Completion | null {
  const match = /(?:^|\s)([@#])([^@#]{0,30})$/u.exec(before)
  const [, sign, typed] = match ?? []
  if (sign === undefined || typed === undefined) return null
  const wanted = typed.toLowerCase()
  const suggestions =
    sign === '@'
      ? people
          .filter(
            ({ name, title }) => wordStart(name, wanted) || (wanted.length > 1 && wordStart(title, wanted)),
          )
          .map(mention)
      : channels
          .filter(({ kind, name }) => kind === 'channel' && name.startsWith(wanted))
          .map(({ name, topic }) => ({ insert: `#${name} `, label: `#${name}`, detail: topic }))
  const isWhole = suggestions.some(({ label }) => label.toLowerCase() === `${sign}${wanted}`)
  return offered(before, `${sign}${typed}`, isWhole, suggestions)
}

/** A subcommand that is being typed, or an argument of the one that was. */
function subcommandCompletion(before: string, facts: CompletionFacts): Completion | null {
  const [, name = '', rest = ''] = /^(\/\S+)\s+(.*)$/s.exec(before) ?? []
  const command = facts.commands.find((known) => known.command === name)
  if (command === undefined) return null
  const typed = /\S*$/.exec(rest)?.[0] ?? ''
  const begun = rest.toLowerCase()
  const named = command.subcommands
    .filter((subcommand) => subcommand.name.startsWith(begun) && subcommand.name !== begun)
    .map((subcommand) => ({
      insert: `${subcommand.name.slice(rest.length - typed.length)} `,
      label: `${subcommand.name} ${subcommand.usage}`.trim(),
      detail: subcommand.summary,
    }))
  const chosen = command.subcommands
    .filter((subcommand) => begun.startsWith(`${subcommand.name} `))
    .reduce<PageCommand['subcommands'][number] | null>(
      (longest, each) => (longest !== null && longest.name.length >= each.name.length ? longest : each),
      null,
    )
  const given = chosen === null ? [] : wordsOf(rest.slice(chosen.name.length), facts.people)
  const last = typed === '' ? '' : (given.at(-1) ?? '')
  const earlier = typed === '' ? given : given.slice(0, -1)
  const values = chosen === null ? [] : argumentWords(command, chosen, earlier, facts)
  const fitting = values
    .filter(({ word, detail }) => fits(word, detail, last) && word !== last)
    .map(({ word, detail }) => ({ insert: `${word} `, label: word, detail }))
  const isWhole =
    command.subcommands.some((subcommand) => subcommand.name === begun.trim()) ||
    values.some(({ word }) => word === last)
  return offered(before, typed, isWhole, [...named, ...fitting])
}

/** By the start of the word, or of a word of a title; a person needs no `@` first. */
function fits(word: string, detail: string, typed: string): boolean {
  const wanted = typed.toLowerCase()
  return (
    wanted === '' ||
    word.toLowerCase().startsWith(wanted) ||
    wordStart(`${word.replace(/^@/, '')} ${detail}`, wanted)
  )
}

function offered(
  before: string,
  typed: string,
  isWhole: boolean,
  suggestions: readonly Suggestion[],
): Completion | null {
  if (suggestions.length === 0) return null
  return { from: before.length - typed.length, to: before.length, isWhole, suggestions }
}

function mention({ name, title }: PagePerson): Suggestion {
  return { insert: `@${name} `, label: `@${name}`, detail: title }
}

function wordStart(text: string, wanted: string): boolean {
  return (
    text.toLowerCase().startsWith(wanted) ||
    text
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted))
  )
}

export function withSuggestion(
  text: string,
  completion: Completion,
  suggestion: Suggestion,
): { text: string; caret: number } {
  const rest = text.slice(completion.to).replace(/^ /, '')
  return {
    text: text.slice(0, completion.from) + suggestion.insert + rest,
    caret: completion.from + suggestion.insert.length,
  }
}

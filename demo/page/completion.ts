import type { PageChannel, PagePerson } from '../workspace/page-protocol.ts'
import type { SlashCommand } from './state.ts'

export interface CompletionFacts {
  readonly commands: readonly SlashCommand[]
  readonly people: readonly PagePerson[]
  readonly channels: readonly PageChannel[]
  /** Names of services, for the words after a command. */
  readonly services: readonly { readonly name: string; readonly title: string }[]
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
  readonly suggestions: readonly Suggestion[]
}

const most = 8

/** What could be meant at the caret: a command, a word of its hint or a service, a person. Null when nothing. */
export function completionAt(text: string, caret: number, facts: CompletionFacts): Completion | null {
  const before = text.slice(0, caret)
  const found =
    commandCompletion(before, facts) ?? mentionCompletion(before, facts) ?? wordCompletion(before, facts)
  return found === null || found.suggestions.length === 0
    ? null
    : { ...found, suggestions: found.suggestions.slice(0, most) }
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
  return { from: 0, to: before.length, suggestions }
}

function mentionCompletion(before: string, { people, channels }: CompletionFacts): Completion | null {
  const match = /(?:^|\s)([@#])([^@#]{0,30})$/u.exec(before)
  const [, sign, typed] = match ?? []
  if (sign === undefined || typed === undefined) return null
  const wanted = typed.toLowerCase()
  const from = before.length - typed.length - 1
  const suggestions =
    sign === '@'
      ? people
          .filter(
            ({ name, title }) => wordStart(name, wanted) || (wanted.length > 1 && wordStart(title, wanted)),
          )
          .map(({ name, title }) => ({ insert: `@${name} `, label: `@${name}`, detail: title }))
      : channels
          .filter(({ kind, name }) => kind === 'channel' && name.startsWith(wanted))
          .map(({ name, topic }) => ({ insert: `#${name} `, label: `#${name}`, detail: topic }))
  return { from, to: before.length, suggestions }
}

function wordCompletion(before: string, { commands, services }: CompletionFacts): Completion | null {
  const match = /^(\/\S+)\s+(?:.*\s)?(\S*)$/.exec(before)
  const [, name, typed = ''] = match ?? []
  const command = commands.find((known) => known.command === name)
  if (!command) return null
  const first = /^\/\S+\s+\S*$/.test(before)
  const words = first
    ? hintWords(command.hint).map((word) => ({ insert: `${word} `, label: word, detail: '' }))
    : []
  const named = services.map((service) => ({
    insert: `${service.name} `,
    label: service.name,
    detail: service.title,
  }))
  const candidates = first ? words : typed === '' ? [] : named
  const suggestions = candidates.filter(
    ({ label }) => label.startsWith(typed.toLowerCase()) && label !== typed,
  )
  return { from: before.length - typed.length, to: before.length, suggestions }
}

/** The subcommands that a usage hint such as `status [service] | policy | help` or `[status|help]` names. */
export function hintWords(hint: string): readonly string[] {
  if (!/[|·,]/.test(hint)) return /^[a-z-]+/.exec(hint)?.slice(0, 1) ?? []
  return hint
    .split(/[|·,]/)
    .map((part) => /^[[(<\s]*([a-z][a-z-]*)/.exec(part)?.[1] ?? '')
    .filter((word, index, words) => word !== '' && words.indexOf(word) === index)
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

/** What is sent for what somebody typed: the names of people that stand in it become references (`<@U1>`). */
export function sentText(typed: string, people: readonly PagePerson[]): string {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length)
  if (longestFirst.length === 0) return typed
  const names = longestFirst.map(({ name }) => escapedPattern(name)).join('|')
  return typed.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])@(${names})(?![\\p{L}\\p{N}])`, 'giu'),
    (found, name: string) => {
      const person = longestFirst.find((each) => each.name.toLowerCase() === name.toLowerCase())
      return person ? `<@${person.id}>` : found
    },
  )
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

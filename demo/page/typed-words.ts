import type { PagePerson } from '../workspace/page-protocol.ts'

/** The words of a line. The name of a person that stands in it is one word. */
export function wordsOf(line: string, people: readonly PagePerson[]): readonly string[] {
  const names = namePattern(people)
  const word = names === null ? '\\S+' : `@(?:${names})(?![\\p{L}\\p{N}])|\\S+`
  return [...line.matchAll(new RegExp(word, 'giu'))].map(([found]) => found)
}

/** What is sent for what somebody typed: the names of people that stand in it become references (`<@U1>`). */
export function sentText(typed: string, people: readonly PagePerson[]): string {
  const names = namePattern(people)
  if (names === null) return typed
  return typed.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])@(${names})(?![\\p{L}\\p{N}])`, 'giu'),
    (found, name: string) => {
      const person = people.find((each) => each.name.toLowerCase() === name.toLowerCase())
      return person ? `<@${person.id}>` : found
    },
  )
}

/** Any of the names, the longest first; null where there is nobody. */
function namePattern(people: readonly PagePerson[]): string | null {
  if (people.length === 0) return null
  return people
    .toSorted((a, b) => b.name.length - a.name.length)
    .map(({ name }) => escapedPattern(name))
    .join('|')
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

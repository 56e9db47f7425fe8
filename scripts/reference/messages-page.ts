import { knownFacts, type Kind } from '../../src/adapters/templates/known-facts.ts'
import { SAMPLES } from '../../src/adapters/templates/samples/samples.ts'
import { code, GENERATED, page, table } from './markdown.ts'

/** Every kind of message with the facts that its template may print. */
export const messagesPage = (): string =>
  page([
    '# Every message and its facts',
    GENERATED,
    'A template is [`messages/<kind>.liquid`](../../messages), or the one of that name in your own folder; those of announcements of levels are named by the policy. A fact that is not known is null, and `budgeteer check` names a fact that a template spells wrongly. `[]` stands for each of a list.',
    ...(Object.keys(SAMPLES) as Kind[]).toSorted().flatMap((kind) => [
      `## ${kind}`,
      table(
        ['fact', 'is', 'such as'],
        rowsOf(knownFacts(kind), '').filter(([path]) => path !== code('kind')),
      ),
    ]),
  ])

function rowsOf(value: unknown, path: string): readonly (readonly [string, string, string])[] {
  if (Array.isArray(value)) {
    const [first] = value as readonly unknown[]
    return typeof first === 'object' && first !== null
      ? rowsOf(first, `${path}[]`)
      : [[code(`${path}[]`), typeOf(first), exampleOf(first)]]
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, part]) =>
      rowsOf(part, path === '' ? name : `${path}.${name}`),
    )
  return [[code(path), typeOf(value), exampleOf(value)]]
}

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'number' ? 'a number' : 'text'
}

const LONGEST = 60

function exampleOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\n', ' ')
  // Some samples are as long as anything may get, which is no example.
  if (/(\b\w+ & more ){2}/.test(text)) return ''
  return code(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

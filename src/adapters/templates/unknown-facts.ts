import type { Liquid, Template } from 'liquidjs'
import { nearest } from '../../core/kernel/nearest.ts'

const FORLOOP = new Set(['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length', 'name'])
const OF_LISTS = new Set(['size', 'first', 'last'])

/**
 * Facts that a template names and the example of its contents does not have, also in branches that no rendering takes; each
 * in words, with its line. What a `for` gives a name to may be an item of any list that the content holds.
 */
export function unknownFacts(liquid: Liquid, template: Template[], example: unknown): string[] {
  const { variables, globals, locals } = liquid.analyzeSync(template)
  const items = itemFacts(example)
  const problems: string[] = []
  for (const uses of Object.values(variables)) {
    for (const { segments, location } of uses) {
      const path = segments.map((segment) => (typeof segment === 'object' ? '[…]' : String(segment)))
      const [root = '', ...rest] = path
      const isGlobal = (globals[root] ?? []).some(
        (use) => use.location.row === location.row && use.location.col === location.col,
      )
      const unknown = isGlobal
        ? unknownPart(path, example)
        : root === 'forloop'
          ? unknownIn(rest[0], FORLOOP)
          : Object.hasOwn(locals, root)
            ? undefined
            : unknownIn(rest[0], items)
      if (unknown === undefined) continue
      problems.push(
        `line ${location.row}: there is no "${unknown.part}" in ${path.join('.')}; ${advice(unknown)}`,
      )
    }
  }
  return [...new Set(problems)]
}

interface Unknown {
  readonly part: string
  /** What it could be; empty when the value before it has no parts. */
  readonly known: Iterable<string>
}

function advice({ part, known }: Unknown): string {
  const near = nearest(part, known)
  if (near !== undefined) return `did you mean ${near}?`
  const names = [...known]
  return names.length === 0 ? 'what stands before it is a plain value' : `there is ${names.join(', ')}`
}

const unknownIn = (part: string | undefined, known: ReadonlySet<string>): Unknown | undefined =>
  part === undefined || known.has(part) ? undefined : { part, known }

function unknownPart(path: readonly string[], example: unknown): Unknown | undefined {
  let value = example
  for (const part of path) {
    if (Array.isArray(value)) {
      const isIndex = /^-?\d+$/.test(part) || part === 'first' || part === 'last'
      if (!isIndex) return unknownIn(part, OF_LISTS)
      value = value[0]
    } else {
      const facts = factsOf(value)
      if (!facts.has(part)) return { part, known: [...facts.keys()] }
      value = facts.get(part)
    }
  }
  return undefined
}

/** Empty for a plain value, which has no parts. */
const factsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])

/** The names that the items of any list in a value have. */
function itemFacts(value: unknown): ReadonlySet<string> {
  if (!Array.isArray(value))
    return new Set([...factsOf(value).values()].flatMap((part) => [...itemFacts(part)]))
  const item: unknown = value[0]
  const facts = factsOf(item)
  return facts.size === 0 ? OF_LISTS : new Set([...facts.keys(), ...itemFacts(item)])
}

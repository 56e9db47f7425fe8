import type { Liquid, Template } from 'liquidjs'
import type { FactShape } from './fact-shape.ts'
import { nearest } from '../../core/kernel/nearest.ts'

const FORLOOP = new Set(['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length', 'name'])
const OF_LISTS = new Set(['size', 'first', 'last'])

/**
 * Facts that a template names and its content does not have, also in branches that no rendering takes; each in words, with
 * its line. What a `for` gives a name to may be an item of any list that the content holds.
 */
export function unknownFacts(liquid: Liquid, template: Template[], known: FactShape): string[] {
  const { variables, globals, locals } = liquid.analyzeSync(template)
  const items = itemFacts(known)
  const problems: string[] = []
  for (const uses of Object.values(variables)) {
    for (const { segments, location } of uses) {
      const path = segments.map((segment) => (typeof segment === 'object' ? '[…]' : String(segment)))
      const [root = '', ...rest] = path
      const isGlobal = (globals[root] ?? []).some(
        (use) => use.location.row === location.row && use.location.col === location.col,
      )
      const unknown = isGlobal
        ? unknownPart(path, known)
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

function unknownPart(path: readonly string[], known: FactShape): Unknown | undefined {
  let shape: FactShape = known
  for (const part of path) {
    if (shape === true) return { part, known: [] }
    if (isList(shape)) {
      const index = /^-?\d+$/.test(part) || part === 'first' || part === 'last'
      if (!index) return unknownIn(part, OF_LISTS)
      shape = shape[0] ?? true
    } else {
      const next: FactShape | undefined = Object.hasOwn(shape, part) ? shape[part] : undefined
      if (next === undefined) return { part, known: Object.keys(shape) }
      shape = next
    }
  }
  return undefined
}

const isList = (shape: FactShape): shape is readonly [] | readonly [FactShape] => Array.isArray(shape)

function itemFacts(shape: FactShape): ReadonlySet<string> {
  if (shape === true) return new Set()
  if (!isList(shape)) return new Set(Object.values(shape).flatMap((part) => [...itemFacts(part)]))
  const item = shape[0]
  if (item === undefined || item === true || isList(item)) return OF_LISTS
  return new Set([...Object.keys(item), ...itemFacts(item)])
}

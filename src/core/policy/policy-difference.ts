import type { Policy, Rule } from './policy.ts'
import { ruleText } from './rules-tried.ts'

/** What an audit entry holds at most; an edit that changes more is another policy. */
const MOST_LINES = 100
const LONGEST_LINE = 300

/**
 * The lines in which a set of policies differs from the one before, by path:
 * `zones: levels.RED.changes.bugfix: block → engineering-manager`. Empty when the rules are the same.
 */
export function policiesDifference(
  before: ReadonlyMap<string, Policy>,
  after: ReadonlyMap<string, Policy>,
): readonly string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const lines = names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)]
    if (was === undefined) return [`${name}: new`]
    if (is === undefined) return [`${name}: taken away`]
    return was.version === is.version ? [] : difference(was, is).map((line) => `${name}: ${line}`)
  })
  const shown = lines.slice(0, MOST_LINES).map((line) => shortened(line))
  const left = lines.length - shown.length
  return left === 0 ? shown : [...shown, `and ${left} more`]
}

function difference(before: Policy, after: Policy): string[] {
  const [was, is] = [linesOf(before), linesOf(after)]
  const paths = [...new Set([...was.keys(), ...is.keys()])]
  return paths.flatMap((path) => {
    const [from = 'nothing', to = 'nothing'] = [was.get(path), is.get(path)]
    return from === to ? [] : [`${path}: ${from} → ${to}`]
  })
}

/** Every value of a policy as text, by its path. Rules are one value. */
function linesOf(policy: Policy): Map<string, string> {
  const lines = new Map<string, string>()
  const add = (path: string, value: unknown): void => {
    if (isRule(value))
      lines.set(path, ruleText(value) + (value.advice === undefined ? '' : ` (${value.advice})`))
    else if (value instanceof Map) for (const [key, part] of value) add(joined(path, String(key)), part)
    else if (Array.isArray(value) && value.every(isNamed))
      for (const part of value) add(joined(path, part.name), part)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, part] of Object.entries(value)) add(joined(path, key), part)
    else lines.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  add('', policy)
  if (policy.levels.length > 0) lines.set('levels', policy.levels.map(({ name }) => name).join(' > '))
  return lines
}

const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'verdict' in value && 'seats' in value

const isNamed = (value: unknown): value is { readonly name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'

const shortened = (line: string): string =>
  line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line

import type { z } from 'zod'
import { found } from './found.ts'
import { suggestion, nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { Path, YamlFile } from './yaml-file.ts'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
}
/** Keys that people use for secrets, and that no schema here has. */
export const SECRET_KEY = /^(token|password|secret|bearer|bot_token|app_token|signing_secret|api_key|value)$/i

/** What a schema makes of a file: the value when all of it is right, else what is left without the wrong parts. */
export interface Checked<Value> {
  /** Undefined when nothing was left. Whole only when there are no problems. */
  readonly value: Value | undefined
  readonly problems: readonly Problem[]
}

/**
 * Checks a file's data against a schema. Wrong parts are cut out, so that the checks that follow can speak about the rest
 * in the same run.
 */
export function checkShape<Value>(file: YamlFile, schema: z.ZodType<Value>): Checked<Value> {
  if (file.data === undefined) return { value: undefined, problems: [] }
  const first = schema.safeParse(file.data)
  if (first.success) return { value: first.data, problems: [] }
  const problems = first.error.issues.flatMap((issue) => describeIssue(file, issue, []))
  return { value: withoutWrongParts(schema, file.data, first.error.issues), problems }
}

function describeIssue(file: YamlFile, issue: Issue, base: Path): readonly Problem[] {
  const path = [...base, ...plainPath(issue.path)]
  const value = file.valueOf(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => file.problem([...path, key], unknownKey(key, issue.message.split(', '))))
    case 'invalid_union': {
      const meant = issue.errors.filter(
        (branch) => !branch.some((inner) => inner.path.length === 0 && isKindError(inner)),
      )
      const branch = typeof value === 'object' && value !== null ? meant[0] : undefined
      if (branch !== undefined) return branch.flatMap((inner) => describeIssue(file, inner, path))
      const words = issue.errors
        .flat()
        .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []))
      return [file.problem(path, mismatch(file, path, issue.message, words.map(String)))]
    }
    case 'invalid_value': {
      const words = issue.values.map(String)
      return [file.problem(path, mismatch(file, path, words.join(', '), words))]
    }
    case 'invalid_type':
      return [file.problem(path, mismatch(file, path, KINDS[issue.expected] ?? issue.message, []))]
    case 'invalid_key': {
      const allowed = issue.issues[0]?.message ?? 'another name'
      return [file.problem(path, `found the name "${String(path.at(-1))}"; allowed: ${allowed}`)]
    }
    case 'custom':
      if (typeof value === 'object' && value !== null) return [file.problem(path, issue.message)]
      return [file.problem(path, mismatch(file, path, issue.message, []))]
    default:
      return [file.problem(path, mismatch(file, path, issue.message, []))]
  }
}

const isKindError = (issue: Issue): boolean => issue.code === 'invalid_type' || issue.code === 'invalid_value'

function mismatch(file: YamlFile, path: Path, allowed: string, words: readonly string[]): string {
  const value = file.valueOf(path)
  const key = path.at(-1)
  if (value === undefined && path.length > 0) return `missing; allowed: ${allowed}`
  const near = typeof value === 'string' ? nearest(value, words) : undefined
  const meant = near === undefined ? '' : `; did you mean ${near}?`
  return `found ${found(value, key)}${meant === '' ? ';' : meant} allowed: ${allowed}`
}

function unknownKey(key: string, known: readonly string[]): string {
  if (SECRET_KEY.test(key)) {
    const byName = known.find((other) => other === `${key}_env` || other === 'env' || other === 'bearer_env')
    const fixed = /^(bot_token|app_token|signing_secret)$/.test(key) ? ` SLACK_${key.toUpperCase()}` : ''
    const instead = byName === undefined ? '' : ` and name that variable with ${byName}`
    return `secrets do not stand in files: put it into ${fixed === '' ? 'an' : 'the'} environment variable${fixed}${instead}`
  }
  return `unknown key${suggestion(key, known)}`
}

const plainPath = (path: readonly PropertyKey[]): Path =>
  path.map((step) => (typeof step === 'number' ? step : String(step)))

/** Cuts out what the issues name, again and again until the rest is right. A missing value costs its whole mapping. */
function withoutWrongParts<Value>(
  schema: z.ZodType<Value>,
  data: unknown,
  firstIssues: readonly Issue[],
): Value | undefined {
  const rest: unknown = structuredClone(data)
  let issues = firstIssues
  for (let round = 0; round < 10; round++) {
    for (const issue of issues) {
      const path = plainPath(issue.path)
      if (issue.code === 'unrecognized_keys') issue.keys.forEach((key) => cut(rest, [...path, key]))
      else if (path.length === 0) return undefined
      else if (!cut(rest, path)) {
        if (path.length === 1) return undefined
        cut(rest, path.slice(0, -1))
      }
    }
    const again = schema.safeParse(dense(rest))
    if (again.success) return again.data
    issues = again.error.issues
    if (Array.isArray(rest)) return undefined
  }
  return undefined
}

const CUT = Symbol('cut out')

/** Marks a value for removal; list items keep their places until `dense` closes the gaps. False when there is none. */
function cut(data: unknown, path: Path): boolean {
  let holder: unknown = data
  for (const step of path.slice(0, -1)) holder = isHolder(holder) ? holder[String(step)] : undefined
  const last = String(path.at(-1))
  if (!isHolder(holder) || !Object.hasOwn(holder, last)) return false
  if (Array.isArray(holder)) holder[Number(last)] = CUT
  else Reflect.deleteProperty(holder, last)
  return true
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Closes the gaps that `cut` left in lists, in place. */
function dense(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value
    items.splice(0, items.length, ...items.filter((item) => item !== CUT))
  }
  if (isHolder(value)) Object.values(value).forEach(dense)
  return value
}

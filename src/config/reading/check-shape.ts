import type { z } from 'zod'
import { found, looksSecret } from './found.ts'
import { suggestion, nearest } from '../../core/kernel/nearest.ts'
import type { Problem } from './problem.ts'
import type { Path, YamlFile } from './yaml-file.ts'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  record: 'a mapping',
  array: 'a list',
}
/** Keys that people use for secrets, and that no schema here has. */
const SECRET_KEY = /^(token|password|secret|bearer|bot_token|app_token|signing_secret|api_key|value)$/i

/** What a schema makes of a file. */
export interface Checked<Shape extends z.ZodRawShape> {
  /** Undefined unless all of it is right. */
  readonly whole: z.infer<z.ZodObject<Shape>> | undefined
  /** What is left when the wrong parts are cut out; undefined when it is not even a mapping. */
  readonly rest: Partial<z.infer<z.ZodObject<Shape>>> | undefined
  /** Of the file's form, secrets in it, and its shape. */
  readonly problems: readonly Problem[]
}

/**
 * Checks a file's data against a schema. Wrong parts are cut out, so that the checks that follow can speak about the rest
 * in the same run.
 */
export function checkShape<Shape extends z.ZodRawShape>(
  file: YamlFile,
  schema: z.ZodObject<Shape, z.core.$strict>,
): Checked<Shape> {
  type Whole = z.infer<z.ZodObject<Shape>>
  if (file.data === undefined) return { whole: undefined, rest: undefined, problems: file.problems }
  const problems = [...file.problems, ...secretProblems(file)]
  const parsed = schema.safeParse(file.data)
  if (parsed.success) {
    const whole = parsed.data
    return { whole, rest: whole, problems }
  }
  problems.push(...withoutEchoes(parsed.error.issues).flatMap((issue) => describeIssue(file, issue, [])))
  const rest = withoutWrongParts(schema.partial(), file.data) as Partial<Whole> | undefined
  return { whole: undefined, rest, problems }
}

/** Secrets that were written into a file. The problem never repeats them. */
function secretProblems(file: YamlFile): readonly Problem[] {
  return secretPaths(file.data, []).map((path) =>
    file.problem(
      path,
      'a secret stands here (not shown); move it to an environment variable, and replace it, since it has been seen',
    ),
  )
}

/** Keys that are not allowed at all are reported as such, with what to do instead. */
function secretPaths(data: unknown, path: Path): readonly Path[] {
  if (typeof data === 'string')
    return looksSecret(data) && !SECRET_KEY.test(String(path.at(-1))) ? [path] : []
  if (Array.isArray(data)) return data.flatMap((item, index) => secretPaths(item, [...path, index]))
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => secretPaths(value, [...path, key]))
}

/** A misspelled key is one mistake: that the right one is missing, or that the mapping lacks a choice, follows from it. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const placeOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String))
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys')
  const parents = new Set(unknown.map(({ path }) => placeOf(path)))
  const meant = new Set(
    unknown.flatMap(({ path, keys, message }) =>
      keys.map((key) => placeOf([...path, meantKey(key, message.split(', ')) ?? ''])),
    ),
  )
  return issues.filter(
    ({ code, path }) =>
      !(code === 'custom' && parents.has(placeOf(path))) &&
      !(code === 'invalid_type' && meant.has(placeOf(path))),
  )
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

const meantKey = (key: string, known: readonly string[]): string | undefined =>
  (SECRET_KEY.test(key) ? variableKey(key, known) : undefined) ?? nearest(key, known)

/** The key that names an environment variable instead of holding a secret. */
const variableKey = (key: string, known: readonly string[]): string | undefined =>
  known.find((other) => other === `${key}_env` || other === 'env' || other === 'bearer_env')

function unknownKey(key: string, known: readonly string[]): string {
  if (SECRET_KEY.test(key)) {
    const byName = variableKey(key, known)
    const fixed = /^(bot_token|app_token|signing_secret)$/.test(key) ? ` SLACK_${key.toUpperCase()}` : ''
    const instead = byName === undefined ? '' : ` and name that variable with ${byName}`
    return `a secret does not belong in a file: put it into ${fixed === '' ? 'an' : 'the'} environment variable${fixed}${instead}`
  }
  return `unknown key${suggestion(key, known)}`
}

const plainPath = (path: readonly PropertyKey[]): Path =>
  path.map((step) => (typeof step === 'number' ? step : String(step)))

/** Cuts out what the issues name, again and again until the rest is right. A missing value costs its whole mapping. */
function withoutWrongParts(schema: z.ZodType, data: unknown): unknown {
  let rest: unknown = structuredClone(data)
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = schema.safeParse(rest)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      const path = plainPath(issue.path)
      if (issue.code === 'unrecognized_keys') issue.keys.forEach((key) => cut(rest, [...path, key]))
      else if (path.length === 0) return undefined
      else if (!cut(rest, path)) cut(rest, path.slice(0, -1))
    }
    rest = dense(rest)
  }
  return undefined
}

/** Deeper than any of the schemas nests. */
const ROUNDS = 12

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

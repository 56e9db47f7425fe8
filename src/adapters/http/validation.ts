import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { suggestion } from '../../core/kernel/nearest.ts'
import { type FieldError, invalidFields, type Problem } from './problem.ts'

/** A call that is not of the route's shape. */
export class InvalidCall extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'InvalidCall'
    this.problem = problem
  }
}

/** Checks each part of a call against its shape. */
export const validator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (sent: unknown) =>
    checked(sent, schema, httpPart)

/** Names every mistake at once, in words for the caller. `httpPart`: as Fastify names it. */
export function checked(sent: unknown, shape: z.ZodType, httpPart: string | undefined) {
  const { data, error } = shape.safeParse(sent, { error: wording })
  if (error === undefined) return { value: data }
  // Mistakes of the whole come before those of its parts.
  const errors = error.issues.toSorted((a, b) => a.path.length - b.path.length).flatMap(fieldErrors)
  const header = httpPart === 'headers' ? errors[0] : undefined
  return { error: new InvalidCall(header ? { status: 400, detail: header.detail } : invalidFields(errors)) }
}

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** A field's name from a caller, short enough to repeat to it. */
const shown = (name: string): string => name.slice(0, 64)

function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  const { path, message } = issue
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(path), detail: message }]
  const details = message.split('\n')
  return issue.keys.map((key, index) => ({
    pointer: pointer([...path, shown(key)]),
    detail: details[index] ?? message,
  }))
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  boolean: 'true or false',
}

/** A finding of zod as a person would say it; undefined leaves zod's own words. For unknown keys a line each. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'is required'
      const kind = issue.inst instanceof z.ZodNumberFormat ? 'int' : issue.expected
      return `must be ${KINDS[kind] ?? kind}`
    }
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be one of ${issue.values.join(', ')}`
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
      return issue.keys.map((key) => `is no field of this call${suggestion(shown(key), known)}`).join('\n')
    }
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      if (issue.origin === 'array') return 'must not be an empty list'
      return `must be at least ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `must not be longer than ${issue.maximum} characters`
      if (issue.origin === 'array') return `must not hold more than ${issue.maximum} entries`
      return `must be at most ${issue.maximum}`
    default:
      return undefined
  }
}

import type { FastifySchemaValidationError } from 'fastify'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { FieldError } from './problem.ts'
import { ONE_LINE } from './schemas.ts'

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
}

export const NO_TIME = 'must be a time with a zone, such as 2026-03-02T10:00:00Z'

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** The validator's finding as a person would say it. `knownFields` are offered for a field that does not exist. */
export function fieldError(
  finding: FastifySchemaValidationError,
  knownFields: readonly string[],
): FieldError {
  const { keyword, instancePath: at, params, message } = finding
  switch (keyword) {
    case 'required':
      return { pointer: `${at}/${escaped(String(params['missingProperty']))}`, detail: 'is required' }
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      const shown = name.slice(0, 64)
      return {
        pointer: `${at}/${escaped(shown)}`,
        detail: `is no field of this call${suggestion(shown, knownFields)}`,
      }
    }
    case 'type': {
      const wanted = [params['type']].flat().filter((type) => type !== 'null')
      return {
        pointer: at,
        detail: `must be ${wanted.map((type) => ARTICLES[String(type)] ?? String(type)).join(' or ')}`,
      }
    }
    case 'pattern':
      if (params['pattern'] === ONE_LINE) {
        return { pointer: at, detail: 'must be one line of text without control characters' }
      }
      break
    case 'enum':
      return { pointer: at, detail: `must be one of ${[params['allowedValues']].flat().join(', ')}` }
    case 'minLength':
      return { pointer: at, detail: 'must not be empty' }
    case 'maxLength':
      return { pointer: at, detail: `must not be longer than ${String(params['limit'])} characters` }
    case 'minItems':
      return { pointer: at, detail: 'must not be an empty list' }
    case 'maxItems':
      return { pointer: at, detail: `must not hold more than ${String(params['limit'])} entries` }
    case 'minimum':
      return { pointer: at, detail: `must be at least ${String(params['limit'])}` }
    case 'maximum':
      return { pointer: at, detail: `must be at most ${String(params['limit'])}` }
    case 'format':
      return { pointer: at, detail: NO_TIME }
    default:
  }
  return { pointer: at, detail: message ?? 'is not valid' }
}

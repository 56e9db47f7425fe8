import { basename } from 'node:path'
import { plainName } from '../../core/kernel/plain-name.ts'
import type { ForeignFields } from './foreign-fields.ts'

/** A name as Budgeteer's files have it, and as the spec writes it. */
export interface ForeignName {
  readonly name: string
  readonly written: string
}

/**
 * The name at a key. One that has other characters than names here is written without them, and one that is missing is
 * `otherwise`; both are said. Refused when it is the work of a template, or no text.
 */
export function nameAt(fields: ForeignFields, key: string, otherwise: string): ForeignName | undefined {
  const isThere = fields.has(key)
  const written = isThere ? fields.text(key) : otherwise
  if (written === undefined) return undefined
  if (written.includes('{{')) return fields.refuse(key, `the template ${written} cannot be filled in`)
  const name = plainName(written)
  if (!isThere) fields.say('doubtful', key, `missing; ${name} is taken for it`)
  else if (name !== written)
    fields.say('doubtful', key, `${name} here: names are of letters, digits, dots, - and _`)
  return { name, written }
}

/** What a spec is called whose own name is missing: by its file. */
export const nameOfFile = (fields: ForeignFields): string =>
  basename(fields.place.file.file).replace(/\.(ya?ml|json)$/i, '')

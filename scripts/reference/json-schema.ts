import { code, table } from './markdown.ts'

/** As far as our shapes use it. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly format?: string
}

interface Row {
  readonly path: string
  readonly takes: string
  readonly isRequired: boolean
  readonly description: string
}

export type Referred = (ref: string) => JsonSchema | undefined

/** Every key of a document below each other, by its path: `slos[].window`, `roles.<name>.title`. */
export function schemaTable(schema: JsonSchema, referred: Referred = () => undefined): string {
  return table(
    ['key', 'takes', 'what it is'],
    rowsOf(schema, '', referred, new Set()).map(({ path, takes, isRequired, description }) => [
      code(path),
      takes,
      `${isRequired ? '**Required.** ' : ''}${description}`,
    ]),
  )
}

function rowsOf(
  schema: JsonSchema,
  path: string,
  referred: Referred,
  above: ReadonlySet<string>,
): readonly Row[] {
  const rows = choicesOf(schema, referred).flatMap((choice) => {
    const { through, properties = {}, required = [], additionalProperties, items } = choice
    // A shape that holds itself, such as conditions within `any`, is told once.
    if (through.some((ref) => above.has(ref))) return []
    const within = new Set([...above, ...through])
    const keyRows = (key: string, value: JsonSchema): readonly Row[] => {
      const at = path === '' ? key : `${path}.${key}`
      const isRequired = required.includes(key)
      const own = {
        path: at,
        takes: takes(value, referred),
        isRequired,
        description: descriptionOf(value, referred),
      }
      return [own, ...rowsOf(value, at, referred, within)]
    }
    const named = Object.entries(properties).flatMap(([key, value]) => keyRows(key, value))
    const others =
      typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
        ? keyRows('<name>', additionalProperties)
        : []
    return [...named, ...others, ...(items === undefined ? [] : rowsOf(items, `${path}[]`, referred, within))]
  })
  return [...new Map(rows.map((row) => [`${row.path} ${row.takes} ${row.description}`, row])).values()]
}

function resolved(schema: JsonSchema, referred: Referred): JsonSchema {
  if (schema.$ref === undefined) return schema
  return {
    ...referred(schema.$ref),
    ...(schema.description !== undefined && { description: schema.description }),
  }
}

/** `through` names the shapes that were referred to on the way. */
type Choice = JsonSchema & { readonly through: readonly string[] }

/** What a value may be, each choice with all that holds of it. */
function choicesOf(
  schema: JsonSchema,
  referred: Referred,
  before: readonly string[] = [],
): readonly Choice[] {
  const through = schema.$ref === undefined ? before : [...before, schema.$ref]
  const { anyOf = [], oneOf = [], allOf = [], ...rest } = resolved(schema, referred)
  const others = [...anyOf, ...oneOf, ...allOf].flatMap((one) => choicesOf(one, referred, through))
  const says = Object.keys(rest).some((key) => key !== 'description')
  return says ? [{ ...rest, through }, ...others] : others
}

const descriptionOf = (schema: JsonSchema, referred: Referred): string =>
  schema.description ??
  resolved(schema, referred).description ??
  choicesOf(schema, referred).find(({ description }) => description !== undefined)?.description ??
  ''

function takes(schema: JsonSchema, referred: Referred): string {
  const words = choicesOf(schema, referred).flatMap((one) => wordsOf(one, referred))
  return [...new Set(words)].join(' or ') || 'anything'
}

function wordsOf(schema: JsonSchema, referred: Referred): readonly string[] {
  const { type, enum: values, const: only, items, additionalProperties } = schema
  if (only !== undefined) return [code(JSON.stringify(only).replaceAll('"', ''))]
  if (values !== undefined) return values.map((value) => code(String(value)))
  const types = typeof type === 'string' ? [type] : (type ?? [])
  return types.map((one) => {
    if (one === 'array') return items === undefined ? 'a list' : `a list of ${takes(items, referred)}`
    if (one === 'object') return typeof additionalProperties === 'object' ? 'keys by name' : 'keys'
    if (one === 'number' || one === 'integer')
      return rangeOf(schema, one === 'integer' ? 'whole number' : 'number')
    if (one === 'string') return isDuration(schema) ? 'a time such as `30m`' : 'text'
    return one === 'boolean' ? '`true` or `false`' : one === 'null' ? '`null`' : one
  })
}

const isDuration = ({ pattern }: JsonSchema): boolean => pattern?.includes('(ms|s|m|h|d|w)') ?? false

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema, kind: string): string {
  const isBound = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER
  const least = isBound(exclusiveMinimum)
    ? `above ${exclusiveMinimum}`
    : isBound(minimum)
      ? `from ${minimum}`
      : ''
  const most = isBound(exclusiveMaximum)
    ? `below ${exclusiveMaximum}`
    : isBound(maximum)
      ? `up to ${maximum}`
      : ''
  return ['a', kind, least, most].filter((word) => word !== '').join(' ')
}

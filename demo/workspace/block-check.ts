import { isObject } from './json-values.ts'

export type Surface = 'message' | 'modal' | 'home'

/** Where a check stands: what it has found so far, and the ids that must be unique. */
export interface CheckContext {
  readonly surface: Surface
  readonly problems: string[]
  readonly blockIds: Set<string>
  /** Action ids of the block being checked. */
  readonly actionIds: Set<string>
  /** Whether a block may show this file: Slack has it, has looked at it, and it is a picture. */
  readonly mayShow: (file: string) => boolean
}

/** Looks at one value and adds a problem for each thing that Slack would refuse. */
export type Check = (value: unknown, pointer: string, context: CheckContext) => void

interface Field {
  readonly check: Check
  readonly isRequired: boolean
}

export function required(check: Check): Field {
  return { check, isRequired: true }
}

export function optional(check: Check): Field {
  return { check, isRequired: false }
}

export function problem(context: CheckContext, pointer: string, text: string): void {
  context.problems.push(`[ERROR] ${text} [json-pointer:${pointer}]`)
}

/** An object with exactly these fields. `type` is checked by the caller. */
export function shape(fields: Readonly<Record<string, Field>>, rule?: Check): Check {
  return (value, pointer, context) => {
    if (!isObject(value)) {
      problem(context, pointer, 'must be an object')
      return
    }
    for (const name of Object.keys(value)) {
      if (name !== 'type' && !(name in fields))
        problem(context, pointer, `invalid additional property: ${name}`)
    }
    for (const [name, field] of Object.entries(fields)) {
      const content = value[name]
      if (content !== undefined && content !== null) field.check(content, `${pointer}/${name}`, context)
      else if (field.isRequired) problem(context, pointer, `missing required field: ${name}`)
    }
    rule?.(value, pointer, context)
  }
}

/** An object whose `type` picks the check; other types are refused. */
export function byType(checks: Readonly<Record<string, Check>>): Check {
  return (value, pointer, context) => {
    if (!isObject(value)) {
      problem(context, pointer, 'must be an object')
      return
    }
    const type = typeof value['type'] === 'string' ? value['type'] : ''
    const check = checks[type]
    if (check !== undefined) check(value, pointer, context)
    else if (type === '') problem(context, pointer, 'missing required field: type')
    else problem(context, `${pointer}/type`, `unsupported type: ${type}`)
  }
}

export function listOf(item: Check, limits: { readonly min: number; readonly max: number }): Check {
  return (value, pointer, context) => {
    if (!Array.isArray(value)) {
      problem(context, pointer, 'must be an array')
      return
    }
    if (value.length < limits.min) problem(context, pointer, `no fewer than ${limits.min} items allowed`)
    if (value.length > limits.max) problem(context, pointer, `no more than ${limits.max} items allowed`)
    for (const [index, content] of value.entries()) item(content, `${pointer}/${index}`, context)
  }
}

/** Characters are counted as JavaScript does: UTF-16 units. */
export function text(max: number, min = 1): Check {
  return (value, pointer, context) => {
    if (typeof value !== 'string') problem(context, pointer, 'must be a string')
    else if (value.length < min) problem(context, pointer, `must be more than ${min - 1} characters`)
    else if (value.length > max) problem(context, pointer, `must be less than ${max + 1} characters`)
  }
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, pointer, context) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      problem(context, pointer, `must be one of: ${allowed.join(', ')}`)
    }
  }
}

export const flag: Check = (value, pointer, context) => {
  if (typeof value !== 'boolean') problem(context, pointer, 'must be a boolean')
}

export function whole(min: number, max: number): Check {
  return (value, pointer, context) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
      problem(context, pointer, `must be an integer between ${min} and ${max}`)
    }
  }
}

export function matching(pattern: RegExp, description: string): Check {
  return (value, pointer, context) => {
    if (typeof value !== 'string' || !pattern.test(value)) problem(context, pointer, `must be ${description}`)
  }
}

/** A text object. Where Slack wants plain text, `mrkdwn` is refused. */
export function textObject(max: number, kind: 'plain' | 'any', min = 1): Check {
  const plain = shape({ text: required(text(max, min)), emoji: optional(flag) })
  const mrkdwn = shape({ text: required(text(max, min)), verbatim: optional(flag) })
  return byType(kind === 'plain' ? { plain_text: plain } : { plain_text: plain, mrkdwn })
}

export const actionId: Check = (value, pointer, context) => {
  text(255)(value, pointer, context)
  if (typeof value !== 'string') return
  if (context.actionIds.has(value)) problem(context, pointer, `\`action_id\` "${value}" already exists`)
  context.actionIds.add(value)
}

export const blockId: Check = (value, pointer, context) => {
  text(255)(value, pointer, context)
  if (typeof value !== 'string') return
  if (context.blockIds.has(value)) problem(context, pointer, `\`block_id\` "${value}" already exists`)
  context.blockIds.add(value)
}

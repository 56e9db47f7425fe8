import { z } from 'zod'
import { parseDuration } from '../../core/kernel/time/duration.ts'
import { isTimeZone } from '../../core/kernel/time/wall-clock.ts'

/*
 * The small parts that the schemas are made of. The error text of each says what is allowed: "found 5; allowed: <text>".
 */

/** A mapping that knows its keys. For an unknown key the message is the list of the known ones, joined by `, `. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: ({ code }) => {
      if (code === 'unrecognized_keys') return keys
      return keys === '' ? 'an empty mapping: {}' : `a mapping with ${keys}`
    },
  })
}

/** A mapping with at least one of its keys. */
export const someOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  mapping(shape).refine((value) => Object.keys(value).length > 0, {
    error: `empty; allowed: ${Object.keys(shape).join(', ')}`,
  })

/** A mapping with one of its keys and no more. `what` is what it describes: `an SLI`. */
export const oneOf = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  mapping(shape).refine((value) => Object.keys(value).length === 1, {
    error: `${what} has exactly one of ${Object.keys(shape).join(', ')}`,
  })

export const matching = (pattern: RegExp, allowed: string): z.ZodString =>
  z.string({ error: allowed }).regex(pattern, { error: allowed })

export const text = matching(/\S/, 'a text')

/** Names of levels, change types, risks, roles, requirements, sources. */
const NAME_HELP = 'a name of letters, digits, - and _ that begins with a letter'
export const name = matching(/^[A-Za-z][A-Za-z0-9_-]*$/, NAME_HELP)

export const serviceName = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  'a name of letters, digits, dots, - and _, such as inference-gateway',
)

export const DURATION = /^(?=.*[1-9])(\d+(ms|s|m|h|d|w))+$/

export const duration = matching(DURATION, 'a duration such as 30d, 6h, 1h30m or 45s')

/** A duration that may be nothing at all: `0s`. */
export const pause = matching(/^(\d+(ms|s|m|h|d|w))+$/, 'a duration such as 15m, or 0s')

export const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "09:00"')

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** ISO 8601: Monday is 1. */
export const isoWeekday = (day: (typeof WEEKDAYS)[number]): number => WEEKDAYS.indexOf(day) + 1

export const date = z.iso.date({ error: 'a date such as 2025-10-23' })

export const timeZone = z
  .string({ error: 'a time zone such as UTC or Europe/Berlin' })
  .refine(isTimeZone, { error: 'a time zone such as UTC or Europe/Berlin' })

export const userId = matching(
  /^[UW][A-Z0-9]{2,}$/,
  'a Slack user id such as U012AB3CD (in Slack: profile, ⋮, Copy member ID)',
)
export const groupId = matching(
  /^S[A-Z0-9]{2,}$/,
  'the id of a Slack user group such as S012AB3CD (it ends the address of the group’s page)',
)

export const channel = matching(
  /^(#[\p{Ll}\p{Lo}\p{N}._-]{1,80}|[CG][A-Z0-9]{2,})$/u,
  'a channel in quotes such as "#engineering" (# begins a comment otherwise), or a channel id',
)

/** The name of an environment variable; the secret itself has no place in a file. */
export const envName = matching(
  /^[A-Z][A-Z0-9_]*$/,
  'the name of an environment variable, such as BUDGETEER_TOKEN_CI',
)

export const percent = z
  .number({ error: 'a percentage such as 50' })
  .lte(100, { error: 'a percentage up to 100' })

export const positive = (allowed: string): z.ZodNumber =>
  z.number({ error: allowed }).gt(0, { error: allowed })

/** A percentage of which there is some. */
export const share = (example: number): z.ZodNumber => {
  const error = `a percentage above 0 and up to 100, such as ${example}`
  return positive(error).lte(100, { error })
}

export const flag = z.boolean({ error: 'true or false' })

export const wholeNumber = (least: number, most: number): z.ZodNumber => {
  const error = `a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).gte(least, { error }).lte(most, { error })
}

export const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<z.core.util.ToEnum<Values[number]>> => z.enum(values)

export const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> => z.array(item)

/** Milliseconds of a duration that its schema has let through, or what counts when it is left out. */
export function millis(checked: string): number
export function millis<Otherwise>(checked: string | undefined, otherwise: Otherwise): number | Otherwise
export function millis(checked: string | undefined, otherwise?: unknown): unknown {
  if (checked === undefined) return otherwise
  const ms = parseDuration(checked)
  if (ms === undefined) throw new Error(`${checked} passed the schema and is no duration`)
  return ms
}

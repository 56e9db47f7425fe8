import { z } from 'zod'

/*
 * The small parts that the shapes of calls and answers are made of.
 */

export const string = z.string()
export const number = z.number()
export const boolean = z.boolean()
export const count = z.int().nonnegative()

export const list = <Item extends z.ZodType>(item: Item): z.ZodReadonly<z.ZodArray<Item>> =>
  z.array(item).readonly()

export const decision = z.enum(['approved', 'needs-approval', 'blocked'])
export const seats = list(z.object({ role: string, count, filledBy: list(string) }))
export const policy = z.object({ name: string, version: string })

export const links = list(z.object({ name: string, title: string, url: string })).describe(
  'Where people look further: those of an SLO come before those of its service',
)

export const young = z
  .object({ coveredSeconds: number, windowSeconds: number })
  .describe('While the data covers too little of the window: the spent part grows into the plain figure')

/** A time in an answer. */
export const time = (description: string): z.ZodString => string.describe(`${description}, ISO 8601`)

/** No control characters, no lone surrogates, which no store or terminal takes well. */
export const ONE_LINE =
  /^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+$/u

/** One line of text in a call; `most` counts characters as people do, not UTF-16 units. */
export const line = (description: string, most = 200): z.ZodString =>
  string
    .min(1, { abort: true })
    .max(most)
    .regex(ONE_LINE, 'must be one line of text without control or invisible characters')
    .describe(description)

export const NO_TIME = 'must be a time with a zone, such as 2026-03-02T10:00:00Z'
const WITH_ZONE = /^\d{4}-\d\d-\d\d[t\s]\S+(z|[+-]\d\d:?\d\d)$/i

/** Epoch milliseconds of a time with a zone; NaN for anything else. */
export function timeOf(sent: string): number {
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = z.regexes.date.test(sent.slice(0, 10))
  return isDay && WITH_ZONE.test(sent) ? Date.parse(sent) : Number.NaN
}

/** A time in a call. It arrives as epoch milliseconds. */
export const moment = (description: string) =>
  string
    .max(64)
    .transform((sent, context) => {
      const at = timeOf(sent)
      if (Number.isNaN(at)) context.addIssue(NO_TIME)
      return at
    })
    .meta({ description, format: 'date-time' })

/** An answer that is no JSON. */
export const document = (contentType: string, description: string) => ({
  description,
  content: { [contentType]: { schema: string } },
})

import { z } from 'zod'
import { parseCron } from '../../core/kernel/time/cron.ts'
import { duration, listOf, mapping, matching, name, serviceName, text, timeZone, WEEKDAYS } from './fields.ts'

const moment = matching(
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/,
  'a date and time of day such as 2026-12-20T18:00',
)
const yearDay = matching(
  /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d$/,
  'a day of the year and a time such as "12-20 18:00"',
)
const weekDay = matching(
  new RegExp(`^(${WEEKDAYS.join('|')}) ([01]\\d|2[0-3]):[0-5]\\d$`),
  'a weekday and a time such as "friday 18:00"',
)
const CRON = 'a cron expression of five fields such as "0 18 L * *"'
const cron = z
  .string({ error: CRON })
  .refine((expression) => parseCron(expression) !== undefined, { error: CRON })

/** The keys of which an item that recurs has exactly one. */
const kinds = {
  once: mapping({ from: moment, until: moment }).optional(),
  yearly: mapping({ from: yearDay, until: yearDay })
    .optional()
    .describe('02-29 is the last day of February in other years.'),
  weekly: mapping({ from: weekDay, until: weekDay }).optional(),
  cron: mapping({
    start: cron.describe(
      'Minute, hour, day of month (L: the last), month, weekday (5#2: the second Friday); or @daily and its like.',
    ),
    lasts: duration,
  }).optional(),
}
const KINDS = Object.keys(kinds)

const hasOneKind = (value: object): boolean =>
  Object.keys(value).filter((key) => KINDS.includes(key)).length === 1

const common = (reason: string) => ({
  name,
  reason: text.describe(reason),
  ...kinds,
  time_zone: timeZone.optional().describe('Default: that of the file.'),
  services: listOf(serviceName).min(1).optional().describe('Default: all.'),
})

/** An item of a file of times, with what such an item alone has. `what` is timed: `a freeze`. */
export const scheduledItem = <Own extends z.ZodRawShape>(what: string, reason: string, own: Own) =>
  mapping({ ...common(reason), ...own }).refine(hasOneKind, {
    error: `${what} has exactly one of ${KINDS.join(', ')}`,
  })

/** Of a whole file of times. */
export const zoneOfTimes = timeZone
  .optional()
  .describe('Of the times below. Default: that of budgeteer.yaml.')

export type ScheduledYaml = z.infer<z.ZodObject<ReturnType<typeof common>>>
export type ScheduleYaml = Pick<ScheduledYaml, 'once' | 'yearly' | 'weekly' | 'cron'>

import { z } from 'zod'
import { parseCron } from '../../core/kernel/time/cron.ts'
import { duration, mapping, matching } from './fields.ts'

const moment = matching(
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/,
  'a date and time of day such as 2026-12-20T18:00',
)
const yearDay = matching(
  /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d$/,
  'a day of the year and a time such as "12-20 18:00"',
)
const weekDay = matching(
  /^(monday|tuesday|wednesday|thursday|friday|saturday|sunday) ([01]\d|2[0-3]):[0-5]\d$/,
  'a weekday and a time such as "friday 18:00"',
)
const cron = z
  .string({ error: 'a cron expression of five fields such as "0 18 L * *"' })
  .refine((expression) => parseCron(expression) !== undefined, {
    error: 'a cron expression of five fields such as "0 18 L * *"',
  })

export const SCHEDULE_KINDS = ['once', 'yearly', 'weekly', 'cron'] as const

/** The keys of which an item that recurs has exactly one. */
export const schedule = {
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

type ScheduleKeys = { readonly [Key in keyof typeof schedule]: z.infer<(typeof schedule)[Key]> }
/** Keys that are not written may be absent. */
export type ScheduleYaml = { readonly [Key in keyof ScheduleKeys]?: ScheduleKeys[Key] | undefined }

export const hasOneSchedule = (value: ScheduleYaml): boolean =>
  SCHEDULE_KINDS.filter((kind) => value[kind] !== undefined).length === 1

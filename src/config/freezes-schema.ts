import { z } from 'zod'
import { parseCron } from '../time/cron.ts'
import { duration, listOf, mapping, matching, name, serviceName, text, timeZone } from './fields.ts'

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

const KINDS = ['once', 'yearly', 'weekly', 'cron'] as const

const freeze = mapping({
  name,
  reason: text.describe('Shown wherever the freeze is.'),
  once: mapping({ from: moment, until: moment }).optional(),
  yearly: mapping({ from: yearDay, until: yearDay })
    .optional()
    .describe('02-29 is the last day of February in other years.'),
  weekly: mapping({ from: weekDay, until: weekDay }).optional(),
  cron: mapping({
    start: cron.describe('Minute, hour, day of month (L: the last), month, weekday.'),
    lasts: duration,
  }).optional(),
  time_zone: timeZone.optional().describe('Default: that of the file.'),
  services: listOf(serviceName).min(1).optional().describe('Default: all.'),
  changes: listOf(name)
    .min(1)
    .optional()
    .describe(
      'Change types that it blocks. Without it the rules of the policy’s first freeze level hold at least.',
    ),
}).refine((value) => KINDS.filter((kind) => value[kind] !== undefined).length === 1, {
  error: `a freeze has exactly one of ${KINDS.join(', ')}`,
})

export const freezesSchema = mapping({
  time_zone: timeZone.optional().describe('Of the times below. Default: that of budgeteer.yaml.'),
  freezes: listOf(freeze),
}).describe('Freezes that are known in advance.')

export type FreezesYaml = z.infer<typeof freezesSchema>
export type FreezeYaml = FreezesYaml['freezes'][number]

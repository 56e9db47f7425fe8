import type { z } from 'zod'
import { listOf, mapping, name, serviceName, text, timeZone } from '../reading/fields.ts'
import { hasOneSchedule, schedule, SCHEDULE_KINDS } from '../reading/schedule-shape.ts'

const freeze = mapping({
  name,
  reason: text.describe('Shown wherever the freeze is.'),
  ...schedule,
  time_zone: timeZone.optional().describe('Default: that of the file.'),
  services: listOf(serviceName).min(1).optional().describe('Default: all.'),
  changes: listOf(name)
    .min(1)
    .optional()
    .describe(
      'Change types that it blocks. Without it the rules of the policy’s first freeze level hold at least.',
    ),
}).refine(hasOneSchedule, {
  error: `a freeze has exactly one of ${SCHEDULE_KINDS.join(', ')}`,
})

export const freezesSchema = mapping({
  time_zone: timeZone.optional().describe('Of the times below. Default: that of budgeteer.yaml.'),
  freezes: listOf(freeze),
}).describe('Freezes that are known in advance.')

export type FreezesYaml = z.infer<typeof freezesSchema>
export type FreezeYaml = FreezesYaml['freezes'][number]

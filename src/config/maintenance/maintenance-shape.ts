import type { z } from 'zod'
import { listOf, mapping, name, serviceName, text, timeZone } from '../reading/fields.ts'
import { hasOneSchedule, schedule, SCHEDULE_KINDS } from '../reading/schedule-shape.ts'

const maintenance = mapping({
  name,
  reason: text.describe('What is done in that time.'),
  ...schedule,
  time_zone: timeZone.optional().describe('Default: that of the file.'),
  services: listOf(serviceName).min(1).optional().describe('Default: all.'),
  slos: listOf(serviceName).min(1).optional().describe('Names of their SLOs. Default: all of them.'),
}).refine(hasOneSchedule, {
  error: `maintenance has exactly one of ${SCHEDULE_KINDS.join(', ')}`,
})

export const maintenanceSchema = mapping({
  time_zone: timeZone.optional().describe('Of the times below. Default: that of budgeteer.yaml.'),
  maintenance: listOf(maintenance),
}).describe('Times in which failing was agreed upon: they count in no budget.')

export type MaintenanceYaml = z.infer<typeof maintenance>

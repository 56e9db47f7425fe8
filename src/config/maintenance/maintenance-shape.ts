import type { z } from 'zod'
import { listOf, mapping, serviceName } from '../reading/fields.ts'
import { scheduledItem, zoneOfTimes } from '../reading/schedule-shape.ts'

const maintenance = scheduledItem('maintenance', 'What is done in that time.', {
  slos: listOf(serviceName).min(1).optional().describe('Names of their SLOs. Default: all of them.'),
})

export const maintenanceShape = mapping({
  time_zone: zoneOfTimes,
  maintenance: listOf(maintenance),
}).describe('Times in which failures are agreed: they count in no budget.')

export type MaintenanceYaml = z.infer<typeof maintenance>

import type { z } from 'zod'
import { listOf, mapping, name } from '../reading/fields.ts'
import { scheduledItem, zoneOfTimes } from '../reading/schedule-shape.ts'

const freeze = scheduledItem('a freeze', 'Shown with the freeze.', {
  changes: listOf(name)
    .min(1)
    .optional()
    .describe(
      'Change types that it blocks. Without it the rules of the policy’s first freeze level hold at least.',
    ),
})

export const freezesShape = mapping({
  time_zone: zoneOfTimes,
  freezes: listOf(freeze),
}).describe('Freezes that are known in advance.')

export type FreezeYaml = z.infer<typeof freeze>

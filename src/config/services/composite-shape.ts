import type { z } from 'zod'
import { COMPOSITE_METHODS } from '../../core/budgets/composite.ts'
import { choice, listOf, mapping, positive, serviceName } from '../reading/fields.ts'

const part = mapping({
  service: serviceName.optional().describe('Default: the service of the composite.'),
  slo: serviceName,
  weight: positive('a number above 0, such as 2')
    .optional()
    .describe('With method weighted, beside the others’. Default: 1.'),
})

export const composite = mapping({
  method: choice(COMPOSITE_METHODS).describe(
    'weighted: the mean of the parts’ success ratios; worst: the least of them; product: all multiplied.',
  ),
  of: listOf(part).min(2, { error: 'at least two parts' }),
})

export type CompositeYaml = z.infer<typeof composite>

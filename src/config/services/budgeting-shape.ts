import type { z } from 'zod'
import type { Budgeting } from '../../core/budgets/slo.ts'
import { duration, mapping, millis, positive } from '../reading/fields.ts'

const slice = duration.describe('How long a slice is, such as 1m.')
const target = positive('a percentage above 0 and up to 100, such as 99')
  .lte(100, { error: 'a percentage above 0 and up to 100, such as 99' })
  .describe('Success ratio in percent from which on a slice is good.')

export const budgeting = mapping({
  timeslices: mapping({ slice, target })
    .optional()
    .describe('Each slice is good or bad; the budget is in slices.'),
  ratio_timeslices: mapping({ slice }).optional().describe('The mean of the slices’ success ratios.'),
})
  .refine((value) => Object.keys(value).length === 1, {
    error: 'budgeting is exactly one of timeslices, ratio_timeslices; without it events are counted',
  })
  .describe('How events become a share of the budget. Default: each event counts.')

export type BudgetingYaml = z.infer<typeof budgeting>

export function budgetingOf({ timeslices, ratio_timeslices: ratios }: BudgetingYaml): Budgeting {
  if (timeslices !== undefined)
    return { kind: 'timeslices', sliceMs: millis(timeslices.slice), target: timeslices.target / 100 }
  if (ratios !== undefined) return { kind: 'ratio-timeslices', sliceMs: millis(ratios.slice) }
  return { kind: 'occurrences' }
}

import { z } from 'zod'
import {
  duration,
  listOf,
  mapping,
  name,
  oneOf,
  percent,
  positive,
  someOf,
  wholeNumber,
} from '../reading/fields.ts'

export const bounds = someOf({
  above: percent.optional(),
  at_least: percent.optional(),
  below: percent.optional(),
  at_most: percent.optional(),
}).describe('Percent of the budget that remains. Every bound that is given must hold.')

const burn = mapping({
  over: duration.describe('The lookback: 5m, 1h, 6h, 1d, 3d or any other.'),
  above: positive('a burn rate above 0 such as 14.4'),
}).describe('Burn rate over a lookback; 1 spends exactly the budget in one window.')

const spent = mapping({
  within: duration,
  at_least: positive('a percentage above 0 such as 50'),
}).describe('Percent of the SLO’s budget that was spent within a period.')

const missed = mapping({
  within: duration,
  below: positive('a percentage above 0 such as 1'),
}).describe('The objective was missed in less than this percentage of a period, all of which is on record.')

const simple = {
  remaining: bounds.optional(),
  exhausts_within: duration
    .optional()
    .describe('At the burn rate of the last day the budget is spent within this time.'),
  burn: burn.optional(),
  exhausted_for: duration.optional().describe('The budget has been spent for at least so long.'),
  spent: spent.optional(),
  missed: missed.optional(),
}

export interface ConditionYaml extends Partial<z.infer<z.ZodObject<typeof simple>>> {
  any?: ConditionYaml[] | undefined
  all?: ConditionYaml[] | undefined
}

/** One key says the kind, so that further kinds of condition are further keys. */
export const condition: z.ZodType<ConditionYaml> = z.lazy(() => {
  const several = listOf(condition).min(1, { error: 'a list of conditions' }).optional()
  return oneOf('a condition', { ...simple, any: several, all: several })
})

export const seats = z
  .record(name, wholeNumber(1, 20))
  .refine((value) => Object.keys(value).length > 0, {
    error: 'empty; write a role and how many people: sre: 1',
  })
  .describe('Roles and how many distinct people of each: sre: 1')

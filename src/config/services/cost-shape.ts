import type { z } from 'zod'
import type { CostModel } from '../../core/budgets/cost-model.ts'
import { given } from '../reading/given.ts'
import { mapping, matching, positive } from '../reading/fields.ts'

const price = positive('an amount above 0, such as 120 or 0.05')

const PRICES = ['per_bad_minute', 'per_failed_request', 'infrastructure_per_month'] as const

/** What bad service costs, and what the service runs on. */
export const cost = mapping({
  currency: matching(/^[A-Z]{3}$/, 'a currency’s code of ISO 4217, such as EUR').describe(
    'ISO 4217, such as EUR.',
  ),
  per_bad_minute: price.optional().describe('Of a minute in which nothing works; of one at 50 % half of it.'),
  per_failed_request: price.optional().describe('Of a request that fails.'),
  infrastructure_per_month: price.optional().describe('What the service runs on costs in a month.'),
})
  .refine((value) => PRICES.some((one) => value[one] !== undefined), {
    error: `no amount; allowed: ${PRICES.join(', ')}`,
  })
  .refine((value) => value.per_bad_minute === undefined || value.per_failed_request === undefined, {
    error: 'per_bad_minute and per_failed_request would count the same failure twice; keep one of them',
  })
  .describe('What bad service costs. Incidents and reports then speak of money, too.')

export type CostYaml = z.infer<typeof cost>

export const costOf = (yaml: CostYaml): CostModel => ({
  currency: yaml.currency,
  ...given({
    perBadMinute: yaml.per_bad_minute,
    perFailedRequest: yaml.per_failed_request,
    infrastructurePerMonth: yaml.infrastructure_per_month,
  }),
})

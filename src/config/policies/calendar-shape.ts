import type { z } from 'zod'
import { type CalendarRules, USUAL_CALENDAR } from '../../core/policy/calendar-rules.ts'
import { choice, mapping, wholeNumber } from '../reading/fields.ts'

export const calendar = mapping({
  staggered_per_day: wholeNumber(1, 20).optional().describe('Default: 1'),
  scope: choice(['service', 'all'])
    .optional()
    .describe('Whether each service has its own days (the default), or all services share them.'),
}).describe('How deployments are spread whose rule is staggered.')

export const calendarOf = (yaml: z.infer<typeof calendar> | undefined): CalendarRules => ({
  staggeredPerDay: yaml?.staggered_per_day ?? USUAL_CALENDAR.staggeredPerDay,
  scope: yaml?.scope ?? USUAL_CALENDAR.scope,
})

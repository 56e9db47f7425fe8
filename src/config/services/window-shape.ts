import { z } from 'zod'
import { rolling, type SloWindow } from '../../core/budgets/slo-window.ts'
import { choice, DURATION, mapping, matching, millis, timeZone } from '../reading/fields.ts'

const CALENDAR_UNITS = ['week', 'month', 'quarter', 'year'] as const
const WINDOW = 'a rolling window such as 30d, or week, month, quarter or year'

export const sloWindow = z
  .union(
    [
      matching(DURATION, WINDOW),
      choice(CALENDAR_UNITS),
      mapping({
        calendar: choice(CALENDAR_UNITS),
        time_zone: timeZone.optional().describe('Default: time_zone of budgeteer.yaml.'),
      }),
    ],
    { error: WINDOW },
  )
  .describe('Rolling, such as 30d; or the calendar week (from Monday), month, quarter or year.')

/** Calendar windows that name no zone are those of `timeZone`. */
export function windowOf(yaml: z.infer<typeof sloWindow>, ofZone: string): SloWindow {
  if (typeof yaml === 'object')
    return { kind: 'calendar', unit: yaml.calendar, timeZone: yaml.time_zone ?? ofZone }
  const unit = CALENDAR_UNITS.find((one) => one === yaml)
  return unit === undefined ? rolling(millis(yaml)) : { kind: 'calendar', unit, timeZone: ofZone }
}

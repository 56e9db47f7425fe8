import type { Temporal } from 'temporal-polyfill'
import type { Period } from './period.ts'
import { dayBegins, dayIn } from './wall-clock.ts'

export type CalendarUnit = 'week' | 'month' | 'quarter' | 'year'

/** The calendar week (from Monday), month, quarter or year that `now` is in, on the clock of a zone. Epoch milliseconds. */
export function calendarPeriod(unit: CalendarUnit, timeZone: string, now: number): Period {
  const [first, length] = beginningOf(unit, dayIn(now, timeZone))
  return { from: dayBegins(first, timeZone), until: dayBegins(first.add(length), timeZone) }
}

function beginningOf(
  unit: CalendarUnit,
  today: Temporal.PlainDate,
): readonly [Temporal.PlainDate, Temporal.DurationLike] {
  switch (unit) {
    case 'week':
      return [today.subtract({ days: today.dayOfWeek - 1 }), { days: 7 }]
    case 'month':
      return [today.with({ day: 1 }), { months: 1 }]
    case 'quarter':
      return [today.with({ month: today.month - ((today.month - 1) % 3), day: 1 }), { months: 3 }]
    case 'year':
      return [today.with({ month: 1, day: 1 }), { years: 1 }]
  }
}
